# A waiting caller asks for a callback by a key of the queue, thinks better of it once, and has the first place both times.
00:00 > plan later takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk
00:01 > call 1: arrives at +49301234 by carrier, party p1
00:01     answer call 1
00:01 > call 1: caller is answered
00:01     say menu to call 1
00:02 > call 1: caller presses 1
00:02     be silent for call 1
00:02     start music for call 1
00:05 > call 2: arrives at +49301234 by carrier, party p2
00:05     answer call 2
00:05 > call 2: caller is answered
00:05     say menu to call 2
00:06 > call 2: caller presses 1
00:06     be silent for call 2
00:06     start music for call 2
00:10 > call 1: caller presses 1
00:10     stop music for call 1
00:10     may p1 be called? asked for call 1
00:10 > call 1: caller has a number that is allowed: p1 by carrier, clock 120
00:10     say callback/your_number_is, party/number, callback/confirm to call 1 about p1
00:12 > call 1: caller has heard the prompt
00:18 > time passes
00:18     say callback/your_number_is, party/number, callback/confirm to call 1 about p1
00:20 > call 1: caller has heard the prompt
00:26 > time passes
00:26     say callback/your_number_is, party/number, callback/confirm to call 1 about p1
00:28 > call 1: caller has heard the prompt
00:34 > time passes
00:34     start music for call 1
00:35 > call 1: caller presses 1
00:35     stop music for call 1
00:35     may p1 be called? asked for call 1
00:35 > call 1: caller has a number that is allowed: p1 by carrier, clock 120
00:35     say callback/your_number_is, party/number, callback/confirm to call 1 about p1
00:36 > time passes
00:36     stop music for call 2
00:36     may p2 be called? asked for call 2
00:36 > call 1: caller presses 1
00:36     be silent for call 1
00:36     say callback/accepted, goodbye to call 1
00:37 > call 1: caller hangs up
00:37     record call 1: callback, waited 9 s, left by key, key:1
00:37.000001 > time passes
00:38 > anna logs in
00:38     ring anna for errand 1-14 of p1
00:38     watch anna/desk closely
00:38     stand-ins of +49301234: anna/desk
00:38 > anna: rings
00:39 > anna: answers
00:39     say agent/callback to anna
00:39     start music for anna
00:39     dial p1 by carrier, showing +49301234, as customer 1
00:40 > customer 1: answers
00:40     connect customer 1 with anna
00:40 > customer 1: joins the talk
00:40 > anna: joins the talk
00:41 > time passes
00:41     let call 2 type a number
00:41     say callback/type_number to call 2
00:45 > anna: hangs up
00:45     watch anna/desk as usual
00:45     hang up customer 1
00:45     end the talk of customer 1 and anna
00:45 > customer 1: is gone
00:45     record callback of call 1: answered, waited 3 s, talked 5 s
00:46 > call 2: caller hangs up
00:46     record call 2: overflowed, waited 30 s
