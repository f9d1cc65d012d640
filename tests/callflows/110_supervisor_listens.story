# A supervisor listens by verb, whispers and barges in by keys, and goes with the end of the call.
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
00:05 > carla wants to listen at ben
00:05     refused: Agent ben talks to nobody now.
00:05 > dora wants to listen at anna
00:05     refused: The call of anna comes from the queue sales, which dora may not listen to.
00:05 > anna wants to listen at anna
00:05     refused: anna is no supervisor; the supervisors are those under `supervisors` in centre.yaml.
00:06 > carla wants to listen at anna
00:06     ring carla for listen: anna
00:06     watch carla/desk closely
00:06 > carla: rings
00:08 > carla: answers
00:08     let carla listen at anna
00:08 > carla: joins the talk
00:10 > carla: presses 7
00:11 > carla: presses 5
00:11     let carla whisper at anna
00:11 > carla: joins the talk
00:13 > carla: presses 6
00:13     bring carla to call 1 and anna
00:13 > carla: joins the talk
00:15 > carla: presses 4
00:15     let carla listen at anna
00:15 > carla: joins the talk
00:16 > carla: presses 4
00:17 > carla wants to listen at anna
00:17     let carla listen at anna
00:17 > carla: joins the talk
00:20 > call 1: caller hangs up
00:20     hang up anna
00:20     end the talk of call 1 and anna
00:20     record call 1: answered, waited 2 s, talked 16 s, carla listen at anna 3 s, carla whisper at anna 2 s, carla barge at anna 2 s, carla listen at anna 5 s
00:20     hang up carla
00:20 > anna: is gone
00:20     watch anna/desk as usual
00:20 > carla: is gone
00:20     watch carla/desk as usual
