# The agent a caller prefers is rung before anybody else.
00:00 > plan prefers_carla takes effect
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
00:10     ring carla for call 1
00:10     watch carla/desk closely
00:12 > carla: answers
00:12     connect call 1 with carla
00:12 > call 1: caller joins the talk
00:12 > carla: joins the talk
00:20 > call 1: caller hangs up
00:20     hang up carla
00:20     end the talk of call 1 and carla
00:20     record call 1: answered, waited 2 s, talked 8 s
00:20 > carla: is gone
00:20     watch carla/desk as usual
