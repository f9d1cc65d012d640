# Nobody is called outside the hours of the customer's own clock, whatever agents are free.
00:00 > plan later_at_night takes effect
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
01:00 > anna logs in
01:00     stand-ins of +49301234: anna/desk
60:00 > time passes
60:00     ring anna for errand 1-7 of p1
60:00     watch anna/desk closely
60:01 > anna: rings
60:03 > anna: answers
60:03     say agent/callback to anna
60:03     start music for anna
60:03     dial p1 by carrier, showing +49301234, as customer 1
60:04 > customer 1: answers
60:04     connect customer 1 with anna
60:04 > customer 1: joins the talk
60:04 > anna: joins the talk
60:05 > anna: hangs up
60:05     watch anna/desk as usual
60:05     hang up customer 1
60:05     end the talk of customer 1 and anna
60:05 > customer 1: is gone
60:05     record callback of call 1: answered, waited 4 s, talked 1 s
