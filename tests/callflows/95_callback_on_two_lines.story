# Who is promised a callback on one line and waits on another is not called: they get through, and the promise is kept.
00:00 > plan later takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk
00:01 > call 1: arrives at +49301234 by carrier, party p1
00:01     answer call 1
00:01 > call 1: caller is answered
00:01     say menu to call 1
00:03 > call 1: caller has heard the prompt
00:04 > call 1: caller presses 1
00:04     start music for call 1
00:30 > call 2: arrives at +49301234 by carrier, party p1
00:30     answer call 2
00:30 > call 2: caller is answered
00:30     say menu to call 2
00:31 > call 2: caller presses 1
00:31     be silent for call 2
00:31     start music for call 2
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
00:45 > anna logs in
00:45     ring anna for call 2
00:45     watch anna/desk closely
00:45     stand-ins of +49301234: anna/desk
00:45 > anna: rings
00:50 > anna: answers
00:50     connect call 2 with anna
00:50 > call 2: caller joins the talk
00:50 > anna: joins the talk
01:30 > call 2: caller hangs up
01:30     hang up anna
01:30     end the talk of call 2 and anna
01:30     record call 2: answered, waited 19 s, talked 40 s
01:30 > anna: is gone
01:30     watch anna/desk as usual
01:40 > time passes
01:40     keep anna's wrap-up of call 2: 10 s
02:00 > ben logs in
02:00     stand-ins of +49301234: anna/desk, ben/desk
