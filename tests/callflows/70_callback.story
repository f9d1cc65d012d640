# Who has waited too long confirms the number; with the place kept they are called once an agent has answered, and talk.
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
01:00 > anna logs in
01:00     ring anna for errand 1-7 of p1
01:00     watch anna/desk closely
01:00     stand-ins of +49301234: anna/desk
01:00 > anna: rings
01:03 > anna: answers
01:03     say agent/callback to anna
01:03     start music for anna
01:03     dial p1 by carrier, showing +49301234, as customer 1
01:10 > customer 1: answers
01:10     connect customer 1 with anna
01:10 > customer 1: joins the talk
01:10 > anna: joins the talk
01:21 > time passes
01:21     stop music for call 2
01:21     may p2 be called? asked for call 2
01:26 > time passes
01:26     let call 2 type a number
01:26     say callback/type_number to call 2
02:10 > customer 1: hangs up
02:10     hang up anna
02:10     end the talk of customer 1 and anna
02:10     record callback of call 1: answered, waited 26 s, talked 60 s
02:10 > anna: is gone
02:10     watch anna/desk as usual
02:10 > call 2: caller hangs up
02:10     record call 2: overflowed, waited 30 s
