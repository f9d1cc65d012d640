# A target who declines gives the agent the caller back at once, and the agent is told why.
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
00:15 > anna wants a consult to agent ben
00:15     start music for call 1
00:15     start music for anna
00:15     ring ben for anna
00:15     watch ben/desk closely
00:16 > ben: rings
00:18 > ben: is busy
00:18     watch ben/desk as usual
00:18     record consult of call 1: unreached, waited 3 s
00:18     bring call 1 to anna
00:18     bring anna to call 1
00:18     say agent/target_busy to anna
00:18 > call 1: caller joins the talk
00:18 > anna: joins the talk
00:19 > anna: has heard the prompt
00:30 > anna wants a consult to agent carla
00:30     start music for call 1
00:30     start music for anna
00:30     bring call 1 to anna
00:30     bring anna to call 1
00:30     say agent/target_not_reached to anna
00:30 > call 1: caller joins the talk
00:30 > anna: joins the talk
00:40 > anna: hangs up
00:40     watch anna/desk as usual
00:40     hang up call 1
00:40     end the talk of call 1 and anna
00:40 > call 1: caller is gone
00:40     record call 1: answered, waited 3 s, talked 32 s, in consult 3 s
