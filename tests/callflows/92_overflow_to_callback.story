# A line that is too long leads to a promise: who takes it is called once the line is served.
00:00 > plan overflow_to_callback takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk
00:01 > call 1: arrives at +49301234 by carrier, party p1
00:01     answer call 1
00:01 > call 1: caller is answered
00:01     start music for call 1
00:02 > call 2: arrives at +49301234 by carrier, party p2
00:02     answer call 2
00:02 > call 2: caller is answered
00:02     may p2 be called? asked for call 2
00:02 > call 2: caller has a number that is allowed: p2 by carrier, clock 120
00:02     say callback/your_number_is, party/number, callback/confirm to call 2 about p2
00:04 > time passes
00:05 > call 2: caller has heard the prompt
00:06 > call 2: caller presses 1
00:06     say callback/accepted, goodbye to call 2
00:07 > time passes
00:09 > call 2: caller has heard the prompt
00:09     hang up call 2
00:09 > call 2: caller is gone
00:09     record call 2: callback, overflow length
00:09.000001 > time passes
00:10 > time passes
00:13 > time passes
00:16 > time passes
00:19 > time passes
00:20 > call 1: caller hangs up
00:20     record call 1: abandoned, waited 19 s
00:30 > anna logs in
00:30     ring anna for errand 1-7 of p2
00:30     watch anna/desk closely
00:30     stand-ins of +49301234: anna/desk
00:32 > anna: answers
00:32     say agent/callback to anna
00:32     start music for anna
00:32     dial p2 by carrier, showing +49301234, as customer 1
00:40 > customer 1: answers
00:40     connect customer 1 with anna
00:40 > customer 1: joins the talk
00:40 > anna: joins the talk
00:50 > customer 1: hangs up
00:50     hang up anna
00:50     end the talk of customer 1 and anna
00:50     record callback of call 2: answered, waited 31 s, talked 10 s
00:50 > anna: is gone
00:50     watch anna/desk as usual
