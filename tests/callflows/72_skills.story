# Only who has the skill at the level is rung, idle for however short a time.
00:00 > plan skills takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk, carla/desk
00:01 > ben logs in
00:01     stand-ins of +49301234: ben/desk
00:02 > carla logs in
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
00:20 > call 1: caller hangs up
00:20     hang up anna
00:20     end the talk of call 1 and anna
00:20     record call 1: answered, waited 1 s, talked 9 s
00:20 > anna: is gone
00:20     watch anna/desk as usual
