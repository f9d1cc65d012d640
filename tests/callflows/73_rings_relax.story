# After twenty seconds a lower level of the skill will do, after forty none is asked for.
00:00 > plan skills takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk, carla/desk
00:01 > ben logs in
00:01     stand-ins of +49301234: ben/desk
00:02 > carla logs in
00:02     stand-ins of +49301234: ben/desk, carla/desk
00:10 > call 1: arrives at +49301234 by carrier
00:10     answer call 1
00:10 > call 1: caller is answered
00:10     start music for call 1
00:30 > time passes
00:30     ring ben for call 1
00:30     watch ben/desk closely
00:32 > ben: declines
00:32     watch ben/desk as usual
00:42 > time passes
00:42     ring ben for call 1
00:42     watch ben/desk closely
00:43 > ben: declines
00:43     watch ben/desk as usual
00:50 > time passes
00:50     ring carla for call 1
00:50     watch carla/desk closely
00:52 > carla: answers
00:52     connect call 1 with carla
00:52 > call 1: caller joins the talk
00:52 > carla: joins the talk
00:53 > time passes
01:00 > call 1: caller hangs up
01:00     hang up carla
01:00     end the talk of call 1 and carla
01:00     record call 1: answered, waited 42 s, talked 8 s
01:00 > carla: is gone
01:00     watch carla/desk as usual
