# Whoever cannot be had is not rung: the agent keeps the caller and is told.
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
00:10 > ben is not ready: lunch
00:15 > anna wants a blind transfer to agent ben
00:15     say agent/target_not_reached to anna
00:16 > anna: has heard the prompt
00:20 > anna wants a blind transfer to agent carla
00:20     say agent/target_not_reached to anna
00:30 > call 1: caller hangs up
00:30     hang up anna
00:30     end the talk of call 1 and anna
00:30     record call 1: answered, waited 3 s, talked 25 s
00:30 > anna: is gone
00:30     watch anna/desk as usual
