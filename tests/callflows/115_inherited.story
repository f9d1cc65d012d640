# The agent's line breaks while a supervisor stands in the talk: the caller stays with the supervisor; another listener goes.
00:00 > plan watched takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk, carla/desk
00:01 > anna logs in
00:01     stand-ins of +49301234: anna/desk
00:02 > call 1: arrives at +49301234 by carrier
00:02     answer call 1
00:02 > call 1: caller is answered
00:02     start music for call 1
00:02     ring anna for call 1
00:02     watch anna/desk closely
00:04 > anna: answers
00:04     connect call 1 with anna
00:04 > call 1: caller joins the talk
00:04 > anna: joins the talk
00:06 > carla wants to barge at anna
00:06     ring carla for barge: anna
00:06     watch carla/desk closely
00:08 > carla: answers
00:08     let carla listen at anna
00:08 > carla: joins the talk
00:08     bring carla to call 1 and anna
00:08 > carla: joins the talk
00:10 > anna: loses the line
00:10     watch anna/desk as usual
00:10     no number of carla any more
00:12 > call 1: caller hangs up
00:12     hang up carla
00:12     end the talk of call 1 and anna
00:12     record call 1: answered, waited 2 s, talked 8 s, line lost, taken over, carla barge at anna 2 s, carla take_over at anna
00:12 > carla: is gone
00:12     watch carla/desk as usual
