# The switch died while the customer was called: nobody is lost, and the try does not count.
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
01:04 > the switch is lost
01:06 > the switch is found, restarted; reachable anna/desk, ben/desk
01:06     hang up anna
01:06     end the talk of 1-10
01:06     hang up customer 1
01:06     watch anna/desk as usual
01:06     stand-ins of +49301234: anna/desk
01:16 > time passes
01:16     ring anna for errand 1-13 of p1
01:16     watch anna/desk closely
01:16 > anna: rings
01:17 > anna: answers
01:17     say agent/callback to anna
01:17     start music for anna
01:17     dial p1 by carrier, showing +49301234, as customer 2
01:18 > customer 2: answers
01:18     connect customer 2 with anna
01:18 > customer 2: joins the talk
01:18 > anna: joins the talk
01:19 > anna: hangs up
01:19     watch anna/desk as usual
01:19     hang up customer 2
01:19     end the talk of customer 2 and anna
01:19 > customer 2: is gone
01:19     record callback of call 1: answered, waited 34 s, talked 1 s
