# An agent who leaves while the customer is asked leaves them first in line; who takes them then records nothing, and an outage has it asked again.
00:00 > plan later_ask takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk
00:01 > call 1: arrives at +49301234 by carrier, party p1
00:01     answer call 1
00:01 > call 1: caller is answered
00:01     say menu to call 1
00:03 > call 1: caller has heard the prompt
00:04 > call 1: caller presses 1
00:04     say consent/ask to call 1
00:05 > call 1: caller presses 1
00:05     be silent for call 1
00:05     start music for call 1
00:35 > time passes
00:35     stop music for call 1
00:35     may p1 be called? asked for call 1
00:35 > call 1: caller has a number that is allowed: p1 by carrier, clock 120
00:35     say callback/your_number_is, party/number, callback/confirm to call 1 about p1
00:40 > call 1: caller has heard the prompt
00:41 > call 1: caller presses 1
00:41     say callback/accepted, goodbye to call 1
00:44 > call 1: caller has heard the prompt
00:44     hang up call 1
00:44 > call 1: caller is gone
00:44     record call 1: callback, waited 30 s, recording given
00:44.000001 > time passes
01:00 > anna logs in
01:00     ring anna for errand 1-8 of p1
01:00     watch anna/desk closely
01:00     stand-ins of +49301234: anna/desk
01:00 > anna: rings
01:03 > anna: answers
01:03     say agent/callback to anna
01:03     start music for anna
01:03     dial p1 by carrier, showing +49301234, as customer 1
01:10 > customer 1: answers
01:10     say consent/ask to customer 1
01:11 > the switch is lost
01:12 > the switch is found with customer 1 ours, anna ours; reachable anna/desk, ben/desk
01:12     be silent for customer 1
01:12     say consent/ask to customer 1
01:12     stand-ins of +49301234: anna/desk
01:13 > anna: hangs up
01:13     watch anna/desk as usual
01:13     end the talk of 1-11
01:13     be silent for customer 1
01:13     start music for customer 1
01:13     say queue/one_moment to customer 1
01:14 > customer 1: presses 1
01:15 > ben logs in
01:15     ring ben for customer 1
01:15     watch ben/desk closely
01:15     stand-ins of +49301234: anna/desk, ben/desk
01:15 > ben: rings
01:17 > ben: answers
01:17     be silent for customer 1
01:17     connect customer 1 with ben
01:17 > customer 1: joins the talk
01:17 > ben: joins the talk
01:23 > time passes
01:30 > customer 1: hangs up
01:30     hang up ben
01:30     end the talk of customer 1 and ben
01:30     record callback of call 1: answered, waited 28 s, talked 13 s
01:30 > ben: is gone
01:30     watch ben/desk as usual
