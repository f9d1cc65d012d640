# With a delay a callback is not made at once, though an agent is free.
00:00 > plan later_delayed takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk
00:01 > call 1: arrives at +49301234 by carrier, party p1
00:01     answer call 1
00:01 > call 1: caller is answered
00:01     say menu to call 1
00:02 > call 1: caller presses 1
00:02     be silent for call 1
00:02     start music for call 1
00:10 > call 1: caller presses 1
00:10     stop music for call 1
00:10     may p1 be called? asked for call 1
00:10 > call 1: caller has a number that is allowed: p1 by carrier, clock 120
00:10     say callback/your_number_is, party/number, callback/confirm to call 1 about p1
00:11 > call 1: caller presses 1
00:11     be silent for call 1
00:11     say callback/accepted, goodbye to call 1
00:14 > call 1: caller has heard the prompt
00:14     hang up call 1
00:14 > call 1: caller is gone
00:14     record call 1: callback, waited 8 s, left by key, key:1
00:20 > anna logs in
00:20     stand-ins of +49301234: anna/desk
02:11 > time passes
02:11     ring anna for errand 1-7 of p1
02:11     watch anna/desk closely
02:13 > anna: answers
02:13     say agent/callback to anna
02:13     start music for anna
02:13     dial p1 by carrier, showing +49301234, as customer 1
02:20 > customer 1: answers
02:20     connect customer 1 with anna
02:20 > customer 1: joins the talk
02:20 > anna: joins the talk
02:40 > customer 1: hangs up
02:40     hang up anna
02:40     end the talk of customer 1 and anna
02:40     record callback of call 1: answered, waited 9 s, talked 20 s
02:40 > anna: is gone
02:40     watch anna/desk as usual
