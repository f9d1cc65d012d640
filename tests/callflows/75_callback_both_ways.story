# Who calls in while they are being called, and gives up, is called later from the same place.
00:00 > plan later takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk
00:01 > call 1: arrives at +49301234 by carrier, party p1
00:01     answer call 1
00:01 > call 1: caller is answered
00:01     say menu to call 1
00:03 > call 1: caller has heard the prompt
00:04 > call 1: caller presses 1
00:04     start music for call 1
00:34 > time passes
00:34     stop music for call 1
00:34     may p1 be called? asked for call 1
00:34 > call 1: caller has a number that is allowed: p1 by carrier, clock 120
00:34     say callback/your_number_is, party/number, callback/confirm to call 1 about p1
00:40 > call 1: caller has heard the prompt
00:41 > call 1: caller presses 1
00:41     say callback/accepted, goodbye to call 1
00:44 > call 1: caller has heard the prompt
00:44     hang up call 1
00:44 > call 1: caller is gone
00:44     record call 1: callback, waited 30 s
00:44.000001 > time passes
01:00 > anna logs in
01:00     ring anna for errand 1-7 of p1
01:00     watch anna/desk closely
01:00     stand-ins of +49301234: anna/desk
01:00 > anna: rings
01:03 > anna: answers
01:03     say agent/callback to anna
01:03     start music for anna
01:03     dial p1 by carrier, showing +49301234, as customer 1
01:05 > call 2: arrives at +49301234 by carrier, party p1
01:05     answer call 2
01:05 > call 2: caller is answered
01:05     say menu to call 2
01:06 > call 2: caller presses 1
01:06     be silent for call 2
01:06     hang up anna
01:06     end the talk of 1-10
01:06     hang up customer 1
01:06     start music for call 2
01:06 > customer 1: is gone
01:06 > call 2: caller hangs up
01:06     record call 2: abandoned, callback place
01:06.000001 > time passes
01:07 > anna: is gone
01:07     watch anna/desk as usual
01:07     ring anna for errand 1-15 of p1
01:07     watch anna/desk closely
01:08 > anna: rings
01:09 > anna: answers
01:09     say agent/callback to anna
01:09     start music for anna
01:09     dial p1 by carrier, showing +49301234, as customer 2
01:10 > customer 2: answers
01:10     connect customer 2 with anna
01:10 > customer 2: joins the talk
01:10 > anna: joins the talk
01:20 > anna: hangs up
01:20     watch anna/desk as usual
01:20     hang up customer 2
01:20     end the talk of customer 2 and anna
01:20 > customer 2: is gone
01:20     record callback of call 1: answered, waited 26 s, talked 10 s
