# A preferred agent who is logged out is not waited for.
00:00 > plan prefers_carla takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk, carla/desk
00:01 > anna logs in
00:01     stand-ins of +49301234: anna/desk
00:02 > ben logs in
00:02     stand-ins of +49301234: anna/desk, ben/desk
00:10 > call 1: arrives at +49301234 by carrier
00:10     answer call 1
00:10 > call 1: caller is answered
00:10     start music for call 1
00:10     ring anna for call 1
00:10     watch anna/desk closely
00:12 > anna: answers
00:12     connect call 1 with anna
00:12 > call 1: caller joins the talk
00:12 > anna: joins the talk
00:40 > call 1: caller hangs up
00:40     hang up anna
00:40     end the talk of call 1 and anna
00:40     record call 1: answered, waited 2 s, talked 28 s
00:40 > anna: is gone
00:40     watch anna/desk as usual
