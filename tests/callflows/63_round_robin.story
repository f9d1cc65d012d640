# The next in the list after the one rung last is rung, round and round.
00:00 > plan round_robin takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk, carla/desk
00:01 > anna logs in
00:01     stand-ins of +49301234: anna/desk
00:02 > ben logs in
00:02     stand-ins of +49301234: anna/desk, ben/desk
00:03 > carla logs in
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
00:15 > call 1: caller hangs up
00:15     hang up anna
00:15     end the talk of call 1 and anna
00:15     record call 1: answered, waited 1 s, talked 4 s
00:15 > anna: is gone
00:15     watch anna/desk as usual
00:20 > call 2: arrives at +49301234 by carrier
00:20     answer call 2
00:20 > call 2: caller is answered
00:20     start music for call 2
00:20     ring ben for call 2
00:20     watch ben/desk closely
00:21 > ben: answers
00:21     connect call 2 with ben
00:21 > call 2: caller joins the talk
00:21 > ben: joins the talk
00:25 > call 2: caller hangs up
00:25     hang up ben
00:25     end the talk of call 2 and ben
00:25     record call 2: answered, waited 1 s, talked 4 s
00:25 > ben: is gone
00:25     watch ben/desk as usual
00:30 > call 3: arrives at +49301234 by carrier
00:30     answer call 3
00:30 > call 3: caller is answered
00:30     start music for call 3
00:30     ring carla for call 3
00:30     watch carla/desk closely
00:31 > carla: answers
00:31     connect call 3 with carla
00:31 > call 3: caller joins the talk
00:31 > carla: joins the talk
00:35 > call 3: caller hangs up
00:35     hang up carla
00:35     end the talk of call 3 and carla
00:35     record call 3: answered, waited 1 s, talked 4 s
00:35 > carla: is gone
00:35     watch carla/desk as usual
00:40 > call 4: arrives at +49301234 by carrier
00:40     answer call 4
00:40 > call 4: caller is answered
00:40     start music for call 4
00:40     ring anna for call 4
00:40     watch anna/desk closely
00:41 > call 4: caller hangs up
00:41     stop ringing anna
00:41     record call 4: abandoned, waited 1 s
00:41 > anna: is gone
00:41     watch anna/desk as usual
