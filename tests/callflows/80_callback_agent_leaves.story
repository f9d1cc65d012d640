# An agent who leaves while the customer is called gives the callback to the next, from the same place.
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
01:04 > anna: hangs up
01:04     watch anna/desk as usual
01:04     end the talk of 1-10
01:04     hang up customer 1
01:05 > customer 1: is gone
01:06 > ben logs in
01:06     ring ben for errand 1-7 of p1
01:06     watch ben/desk closely
01:06     stand-ins of +49301234: anna/desk, ben/desk
01:06 > ben: rings
01:07 > ben: answers
01:07     say agent/callback to ben in de
01:07     start music for ben
01:07     dial p1 by carrier, showing +49301234, as customer 2
01:08 > customer 2: answers
01:08     connect customer 2 with ben
01:08 > customer 2: joins the talk
01:08 > ben: joins the talk
01:14 > time passes
01:20 > customer 2: hangs up
01:20     hang up ben
01:20     end the talk of customer 2 and ben
01:20     record callback of call 1: answered, waited 24 s, talked 12 s
01:20 > ben: is gone
01:20     watch ben/desk as usual
