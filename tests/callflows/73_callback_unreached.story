# After the last try nobody is called any more, and the record says that nobody was reached.
00:00 > plan later_twice takes effect
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
01:05 > customer 1: is busy
01:05     hang up anna
01:05     end the talk of 1-10
01:05 > anna: is gone
01:05     watch anna/desk as usual
02:05 > time passes
02:05     ring anna for errand 1-13 of p1
02:05     watch anna/desk closely
02:05 > anna: rings
02:06 > anna: answers
02:06     say agent/callback to anna
02:06     start music for anna
02:06     dial p1 by carrier, showing +49301234, as customer 2
02:10 > customer 2: is unreachable
02:10     hang up anna
02:10     end the talk of 1-16
02:10     record callback of call 1: unreached, waited 86 s, no answer
02:10 > anna: is gone
02:10     watch anna/desk as usual
