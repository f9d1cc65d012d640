# A caller whose number is hidden types one; a foreign one is refused, a wrong one is asked for again.
00:00 > plan later takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk
00:01 > call 1: arrives at +49301234 by carrier, withheld
00:01     answer call 1
00:01 > call 1: caller is answered
00:01     say menu to call 1
00:03 > call 1: caller has heard the prompt
00:04 > call 1: caller presses 1
00:04     start music for call 1
00:34 > time passes
00:34     stop music for call 1
00:34     let call 1 type a number
00:34     say callback/type_number to call 1
00:37 > call 1: caller has a number that is invalid
00:37     be silent for call 1
00:37     let call 1 type a number
00:37     say callback/invalid_number, callback/type_number to call 1
00:40 > call 1: caller has heard the prompt
00:48 > call 1: caller has a number that is refused
00:48     let call 1 type a number
00:48     say callback/refused_number, callback/type_number to call 1
00:49 > call 1: caller has heard the prompt
00:55 > call 1: caller has a number that is allowed: p7 by carrier, clock 120
00:55     say callback/your_number_is, party/number, callback/confirm to call 1 about p7
01:00 > call 1: caller presses 2
01:00     be silent for call 1
01:00     let call 1 type a number
01:00     say callback/type_number to call 1
01:06 > call 1: caller has a number that is allowed: p8 by carrier, clock 120
01:06     be silent for call 1
01:06     say callback/your_number_is, party/number, callback/confirm to call 1 about p8
01:08 > call 1: caller presses 1
01:08     be silent for call 1
01:08     say callback/accepted, goodbye to call 1
01:10 > call 1: caller hangs up
01:10     record call 1: callback, waited 30 s
01:10.000001 > time passes
01:11 > anna logs in
01:11     ring anna for errand 1-15 of p8
01:11     watch anna/desk closely
01:11     stand-ins of +49301234: anna/desk
01:11 > anna: rings
01:13 > anna: answers
01:13     say agent/callback to anna
01:13     start music for anna
01:13     dial p8 by carrier, showing +49301234, as customer 1
01:14 > customer 1: answers
01:14     connect customer 1 with anna
01:14 > customer 1: joins the talk
01:14 > anna: joins the talk
01:20 > anna: hangs up
01:20     watch anna/desk as usual
01:20     hang up customer 1
01:20     end the talk of customer 1 and anna
01:20 > customer 1: is gone
01:20     record callback of call 1: answered, waited 4 s, talked 6 s
