# Whoever is called back is told when they answer, and hanging up meanwhile is a try; then the talk is recorded.
00:00 > plan later_announce takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk
00:01 > call 1: arrives at +49301234 by carrier, party p1
00:01     answer call 1
00:01 > call 1: caller is answered
00:01     say menu to call 1
00:03 > call 1: caller has heard the prompt
00:04 > call 1: caller presses 1
00:04     say consent/announce to call 1, not to be interrupted
00:06 > call 1: caller has heard the prompt
00:06     start music for call 1
00:36 > time passes
00:36     stop music for call 1
00:36     may p1 be called? asked for call 1
00:36 > call 1: caller has a number that is allowed: p1 by carrier, clock 120
00:36     say callback/your_number_is, party/number, callback/confirm to call 1 about p1
00:40 > call 1: caller has heard the prompt
00:41 > call 1: caller presses 1
00:41     say callback/accepted, goodbye to call 1
00:44 > call 1: caller has heard the prompt
00:44     hang up call 1
00:44 > call 1: caller is gone
00:44     record call 1: callback, waited 30 s, recording announced
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
01:10     say consent/announce to customer 1, not to be interrupted
01:12 > customer 1: hangs up
01:12     hang up anna
01:12     end the talk of 1-11
01:12 > anna: is gone
01:12     watch anna/desk as usual
02:12 > time passes
02:12     ring anna for errand 1-15 of p1
02:12     watch anna/desk closely
02:12 > anna: rings
02:14 > anna: answers
02:14     say agent/callback to anna
02:14     start music for anna
02:14     dial p1 by carrier, showing +49301234, as customer 2
02:20 > customer 2: answers
02:20     say consent/announce to customer 2, not to be interrupted
02:25 > customer 2: has heard the prompt
02:25     connect customer 2 with anna
02:25 > customer 2: joins the talk
02:25 > anna: joins the talk
02:25     tape customer 2
02:25 > customer 2: is on tape
03:10 > customer 2: hangs up
03:10     end the tape of customer 2
03:10     hang up anna
03:10     end the talk of customer 2 and anna
03:10     record callback of call 1: answered, waited 101 s, talked 45 s, recording announced
03:10 > customer 2: has a whole tape
03:10     keep the tape of customer 2: 45 s, with anna, consent announced
03:10 > anna: is gone
03:10     watch anna/desk as usual
