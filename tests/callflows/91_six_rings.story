# Six rings ask for less and less; each agent is rung from the ring on that asks for no more than they have.
00:00 > plan six_rings takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk, carla/desk
00:01 > anna logs in
00:01     stand-ins of +49301234: anna/desk
00:01 > ben logs in
00:01     stand-ins of +49301234: anna/desk, ben/desk
00:01 > carla logs in
00:01     stand-ins of +49301234: anna/desk, ben/desk, carla/desk
00:05 > call 1: arrives at +49301234 by carrier
00:05     answer call 1
00:05 > call 1: caller is answered
00:05     start music for call 1
00:15 > time passes
00:25 > time passes
00:25     ring anna for call 1
00:25     watch anna/desk closely
00:27 > anna: declines
00:27     watch anna/desk as usual
00:28 > anna logs out
00:28     stand-ins of +49301234: ben/desk, carla/desk
00:35 > time passes
00:37 > time passes
00:45 > time passes
00:45     ring ben for call 1
00:45     watch ben/desk closely
00:47 > ben: declines
00:47     watch ben/desk as usual
00:48 > ben logs out
00:48     stand-ins of +49301234: carla/desk
00:55 > time passes
00:57 > time passes
01:05 > time passes
01:05     ring carla for call 1
01:05     watch carla/desk closely
01:06 > carla: answers
01:06     connect call 1 with carla
01:06 > call 1: caller joins the talk
01:06 > carla: joins the talk
01:10 > call 1: caller hangs up
01:10     hang up carla
01:10     end the talk of call 1 and carla
01:10     record call 1: answered, waited 61 s, talked 4 s
01:10 > carla: is gone
01:10     watch carla/desk as usual
