# A higher level is rung only while nobody of a lower one is free.
00:00 > plan levels takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk, carla/desk
00:01 > carla logs in
00:01     stand-ins of +49301234: carla/desk
00:02 > ben logs in
00:02     stand-ins of +49301234: ben/desk, carla/desk
00:03 > anna logs in
00:03     stand-ins of +49301234: anna/desk, ben/desk, carla/desk
00:10 > call 1: arrives at +49301234 by carrier
00:10     answer call 1
00:10 > call 1: caller is answered
00:10     start music for call 1
00:10     ring anna for call 1
00:10     watch anna/desk closely
00:11 > anna: answers
00:11     connect call 1 with anna
00:11 > call 1: caller joins the talk
00:11 > anna: joins the talk
00:12 > call 2: arrives at +49301234 by carrier
00:12     answer call 2
00:12 > call 2: caller is answered
00:12     start music for call 2
00:12     ring ben for call 2
00:12     watch ben/desk closely
00:13 > ben: answers
00:13     connect call 2 with ben
00:13 > call 2: caller joins the talk
00:13 > ben: joins the talk
00:14 > call 3: arrives at +49301234 by carrier
00:14     answer call 3
00:14 > call 3: caller is answered
00:14     start music for call 3
00:14     ring carla for call 3
00:14     watch carla/desk closely
00:15 > call 3: caller hangs up
00:15     stop ringing carla
00:15     record call 3: abandoned, waited 1 s
00:15 > carla: is gone
00:15     watch carla/desk as usual
00:20 > call 1: caller hangs up
00:20     hang up anna
00:20     end the talk of call 1 and anna
00:20     record call 1: answered, waited 1 s, talked 9 s
00:20 > anna: is gone
00:20     watch anna/desk as usual
00:30 > call 4: arrives at +49301234 by carrier
00:30     answer call 4
00:30 > call 4: caller is answered
00:30     start music for call 4
00:30     ring anna for call 4
00:30     watch anna/desk closely
00:31 > call 4: caller hangs up
00:31     stop ringing anna
00:31     record call 4: abandoned, waited 1 s
00:36 > time passes
00:36     hang up anna
00:36     watch anna/desk as usual
00:40 > call 2: caller hangs up
00:40     hang up ben
00:40     end the talk of call 2 and ben
00:40     record call 2: answered, waited 1 s, talked 27 s
00:40 > ben: is gone
00:40     watch ben/desk as usual
