# Who is rung is drawn by lot, and a replay draws the same.
00:00 > plan random takes effect
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
00:10     ring ben for call 1
00:10     watch ben/desk closely
00:11 > call 1: caller hangs up
00:11     stop ringing ben
00:11     record call 1: abandoned, waited 1 s
00:11 > ben: is gone
00:11     watch ben/desk as usual
00:20 > call 2: arrives at +49301234 by carrier
00:20     answer call 2
00:20 > call 2: caller is answered
00:20     start music for call 2
00:20     ring ben for call 2
00:20     watch ben/desk closely
00:21 > call 2: caller hangs up
00:21     stop ringing ben
00:21     record call 2: abandoned, waited 1 s
00:21 > ben: is gone
00:21     watch ben/desk as usual
00:30 > call 3: arrives at +49301234 by carrier
00:30     answer call 3
00:30 > call 3: caller is answered
00:30     start music for call 3
00:30     ring ben for call 3
00:30     watch ben/desk closely
00:31 > call 3: caller hangs up
00:31     stop ringing ben
00:31     record call 3: abandoned, waited 1 s
00:31 > ben: is gone
00:31     watch ben/desk as usual
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
00:50 > call 5: arrives at +49301234 by carrier
00:50     answer call 5
00:50 > call 5: caller is answered
00:50     start music for call 5
00:50     ring anna for call 5
00:50     watch anna/desk closely
00:51 > call 5: caller hangs up
00:51     stop ringing anna
00:51     record call 5: abandoned, waited 1 s
00:51 > anna: is gone
00:51     watch anna/desk as usual
