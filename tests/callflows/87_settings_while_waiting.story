# New settings count for those who wait already: another strategy, other skills, an agent more.
00:00 > plan skills takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk, carla/desk
00:01 > carla logs in
00:01     stand-ins of +49301234: carla/desk
00:10 > call 1: arrives at +49301234 by carrier
00:10     answer call 1
00:10 > call 1: caller is answered
00:10     start music for call 1
00:15 > plan longest_idle takes effect
00:15     ring carla for call 1
00:15     watch carla/desk closely
00:16 > carla: answers
00:16     connect call 1 with carla
00:16 > call 1: caller joins the talk
00:16 > carla: joins the talk
00:18 > call 2: arrives at +49301234 by carrier
00:18     answer call 2
00:18 > call 2: caller is answered
00:18     start music for call 2
00:20 > plan office takes effect
00:20     stand-ins of +49301234: nobody
00:22 > plan linear takes effect
00:22     stand-ins of +49301234: carla/desk
00:30 > call 1: caller hangs up
00:30     hang up carla
00:30     end the talk of call 1 and carla
00:30     record call 1: answered, waited 6 s, talked 14 s
00:30 > carla: is gone
00:30     watch carla/desk as usual
00:30     ring carla for call 2
00:30     watch carla/desk closely
00:31 > carla: answers
00:31     connect call 2 with carla
00:31 > call 2: caller joins the talk
00:31 > carla: joins the talk
00:40 > call 2: caller hangs up
00:40     hang up carla
00:40     end the talk of call 2 and carla
00:40     record call 2: answered, waited 13 s, talked 9 s
00:40 > carla: is gone
00:40     watch carla/desk as usual
