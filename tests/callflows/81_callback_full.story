# As many callbacks as the queue keeps: the next caller hears that none can be promised, and waits on.
00:00 > plan later_once takes effect
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
01:21 > time passes
01:21     stop music for call 2
01:21     start music for call 2
01:21     say callback/not_possible to call 2
01:25 > call 2: caller hangs up
01:25     record call 2: abandoned, waited 34 s
01:30 > call 3: arrives at +49301234 by carrier, party p1
01:30     answer call 3
01:30 > call 3: caller is answered
01:30     say menu to call 3
01:31 > call 3: caller presses 1
01:31     be silent for call 3
01:31     start music for call 3
02:01 > time passes
02:01     stop music for call 3
02:01     may p1 be called? asked for call 3
02:01 > call 3: caller has a number that is allowed: p1 by carrier, clock 120
02:01     say callback/your_number_is, party/number, callback/confirm to call 3 about p1
02:02 > call 3: caller presses 1
02:02     be silent for call 3
02:02     say callback/accepted, goodbye to call 3
02:03 > call 3: caller hangs up
02:03     record call 3: callback, waited 30 s, callback place
