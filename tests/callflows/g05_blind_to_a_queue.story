# A transfer to a queue puts the caller in line there.
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
00:10 > carla logs in
00:15 > anna wants a blind transfer to queue help
00:15     hang up anna
00:15     end the talk of call 1 and anna
00:15     start music for call 1 (calm)
00:15     ring carla for call 1
00:15     watch carla/desk closely
00:15 > anna: is gone
00:15     watch anna/desk as usual
00:16 > carla: rings
00:20 > carla: answers
00:20     connect call 1 with carla
00:20 > call 1: caller joins the talk
00:20 > carla: joins the talk
00:25 > time passes
00:25     keep anna's wrap-up of call 1: 10 s
00:40 > carla: hangs up
00:40     watch carla/desk as usual
00:40     hang up call 1
00:40     end the talk of call 1 and carla
00:40 > call 1: caller is gone
00:40     record call 1: answered, waited 8 s, talked 30 s, transferred
