# Who calls in again has the place of the callback; who got through is not called any more.
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
00:50 > call 2: arrives at +49301234 by carrier, party p2
00:50     answer call 2
00:50 > call 2: caller is answered
00:50     say menu to call 2
00:51 > call 2: caller presses 1
00:51     be silent for call 2
00:51     start music for call 2
00:55 > call 3: arrives at +49301234 by carrier, party p1
00:55     answer call 3
00:55 > call 3: caller is answered
00:55     say menu to call 3
00:56 > call 3: caller presses 1
00:56     be silent for call 3
00:56     start music for call 3
01:00 > anna logs in
01:00     ring anna for call 3
01:00     watch anna/desk closely
01:00     stand-ins of +49301234: anna/desk
01:00 > anna: rings
01:03 > anna: answers
01:03     connect call 3 with anna
01:03 > call 3: caller joins the talk
01:03 > anna: joins the talk
01:10 > call 3: caller hangs up
01:10     hang up anna
01:10     end the talk of call 3 and anna
01:10     record call 3: answered, waited 7 s, talked 7 s, callback place
01:10 > anna: is gone
01:10     watch anna/desk as usual
01:11 > call 2: caller hangs up
01:11     record call 2: abandoned, waited 20 s
01:20 > time passes
01:20     keep anna's wrap-up of call 3: 10 s
