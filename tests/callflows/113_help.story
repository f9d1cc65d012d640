# Who asks for help gets a free supervisor who is told so first; nobody free is said to the agent.
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
00:05 > anna asks for help
00:05     refused: No supervisor is free to help anna; one is who is ready, has no call and may listen to that queue.
00:06 > carla logs in
00:07 > anna asks for help
00:07     ring carla for listen: anna
00:07     watch carla/desk closely
00:09 > carla: answers
00:09     say agent/help to carla
00:11 > carla: has heard the prompt
00:11     let carla listen at anna
00:11 > carla: joins the talk
00:15 > carla stops listening
00:15     hang up carla
00:15 > carla: is gone
00:15     watch carla/desk as usual
00:16 > anna: enters *0
00:16     ring carla for listen: anna
00:16     watch carla/desk closely
00:18 > carla: declines
00:18     watch carla/desk as usual
00:18     say agent/no_supervisor to anna
00:20 > call 1: caller hangs up
00:20     hang up anna
00:20     end the talk of call 1 and anna
00:20     record call 1: answered, waited 2 s, talked 16 s, carla listen at anna 4 s
00:20 > anna: is gone
00:20     watch anna/desk as usual
