# An agent calls a colleague by the short number: no notes after it, and nobody else is rung meanwhile.
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
01:10 > code 1: anna/desk calls agent ben
01:10     answer code 1
01:10     start music for code 1
01:10     ring ben for code 1
01:10     watch ben/desk closely
01:10 > code 1: is answered
01:11 > ben: rings
01:12 > ben: answers
01:12     connect code 1 with ben
01:12 > code 1: joins the talk
01:12 > ben: joins the talk
01:20 > call 2: arrives at +49301234 by carrier
01:20     answer call 2
01:20 > call 2: caller is answered
01:20     start music for call 2
01:30 > code 1: hangs up
01:30     hang up ben
01:30     end the talk of code 1 and ben
01:30     record code 1: answered, transferring 2 s, talked 18 s
01:30     ring anna for call 2
01:30     watch anna/desk closely
01:30 > ben: is gone
01:30     watch ben/desk as usual
01:31 > call 2: caller hangs up
01:31     stop ringing anna
01:31     record call 2: abandoned, waited 11 s
01:31 > anna: is gone
01:31     watch anna/desk as usual
01:40 > code 2: anna/desk calls agent carla
01:40     answer code 2
01:40     start music for code 2
01:40     say agent/colleague_away to code 2
01:40 > code 2: is answered
01:42 > code 2: has heard the prompt
01:42     hang up code 2
01:42 > code 2: is gone
01:42     record code 2: unreached
01:43 > code 3: anna/desk calls nobody
01:43     answer code 3
01:43 > code 3: is answered
01:43     say agent/unknown_code to code 3
01:44 > code 3: has heard the prompt
01:44     hang up code 3
01:44 > code 3: is gone
