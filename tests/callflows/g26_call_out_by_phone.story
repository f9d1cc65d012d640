# An agent calls a telephone and can do with that call what can be done with any.
00:00 > plan given takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk, carla/desk
00:01 > anna logs in
00:01     stand-ins of +49301234: anna/desk
00:01 > ben logs in
00:02 > call 1: arrives at +49301234 by carrier
00:02     answer call 1
00:02 > call 1: caller is answered
00:02     start music for call 1
00:02     ring anna for call 1
00:02     watch anna/desk closely
00:03 > anna: rings
00:05 > anna: answers
00:05     connect call 1 with anna
00:05 > call 1: caller joins the talk
00:05 > anna: joins the talk
00:50 > call 1: caller hangs up
00:50     hang up anna
00:50     end the talk of call 1 and anna
00:50     record call 1: answered, waited 3 s, talked 45 s
00:50 > anna: is gone
00:50     watch anna/desk as usual
01:00 > time passes
01:00     keep anna's wrap-up of call 1: 10 s
01:10 > code 1: anna/desk calls number p9
01:10     answer code 1
01:10     start music for code 1
01:10     dial p9 for anna (dial) by no trunk, showing +49301234 for code 1, as number 1
01:10 > code 1: is answered
01:11 > number 1: rings
01:14 > number 1: answers
01:14     connect number 1 with code 1
01:14 > code 1: joins the talk
01:14 > number 1: joins the talk
01:20 > anna puts the caller on hold
01:20     start music for number 1
01:22 > anna goes on with the talk
01:22     bring number 1 to code 1
01:22 > number 1: joins the talk
01:30 > anna wants a blind transfer to agent ben
01:30     hang up code 1
01:30     end the talk of number 1 and code 1
01:30     start music for number 1
01:30     ring ben for number 1
01:30     watch ben/desk closely
01:30 > code 1: is gone
01:30     watch anna/desk as usual
01:32 > ben: rings
01:33 > ben: answers
01:33     connect number 1 with ben
01:33 > number 1: joins the talk
01:33 > ben: joins the talk
01:40 > number 1: hangs up
01:40     hang up ben
01:40     end the talk of number 1 and ben
01:40     record number 1: answered, transferring 7 s, talked 21 s, held 2 s, transferred
01:40 > ben: is gone
01:40     watch ben/desk as usual
