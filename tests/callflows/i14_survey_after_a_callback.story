# Whom the agent calls back is asked as well, and hears what is for those on hold.
00:00 > plan heard takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk
00:02 > call 1: arrives at +49301234 by carrier, party p1
00:02     answer call 1
00:02 > call 1: caller is answered
00:02     say menu to call 1
00:03 > call 1: caller presses 4
00:03     be silent for call 1
00:03     may p1 be called? asked for call 1
00:03 > call 1: caller has a number that is allowed: p1 by carrier, clock 120
00:03     say callback/your_number_is, party/number, callback/confirm to call 1 about p1
00:06 > call 1: caller presses 1
00:06     be silent for call 1
00:06     say callback/accepted, goodbye to call 1
00:09 > call 1: caller has heard the prompt
00:09     hang up call 1
00:09 > call 1: caller is gone
00:09     record call 1: callback
00:09.000001 > time passes
00:20 > anna logs in
00:20     ring anna for errand 1-7 of p1
00:20     watch anna/desk closely
00:20     stand-ins of +49301234: anna/desk
00:20 > anna: rings
00:22 > anna: answers
00:22     say agent/callback to anna
00:22     start music for anna
00:22     dial p1 by carrier, showing +49301234, as customer 1
00:30 > customer 1: answers
00:30     connect customer 1 with anna
00:30 > customer 1: joins the talk
00:30 > anna: joins the talk
00:35 > anna puts the caller on hold
00:35     start music for customer 1
00:45 > time passes
00:45     say soon to customer 1
00:46 > customer 1: has heard the prompt
00:50 > anna goes on with the talk
00:50     bring customer 1 to anna
00:50 > customer 1: joins the talk
01:00 > anna: hangs up
01:00     watch anna/desk as usual
01:00     end the talk of customer 1 and anna
01:00     say one-question to customer 1
01:02 > customer 1: has heard the prompt
01:02     say how-was-it to customer 1
01:04 > customer 1: presses 3
01:04     be silent for customer 1
01:04     say thank-you to customer 1
01:06 > customer 1: has heard the prompt
01:06     hang up customer 1
01:06 > customer 1: is gone
01:06     record callback of call 1: answered, waited 21 s, talked 15 s, held 15 s, asked 6 s, csat 3
