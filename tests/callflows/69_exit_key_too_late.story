# A key pressed while the agent is being connected does not lose the agent.
00:00 > plan exit_key takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk
00:01 > anna logs in
00:01     stand-ins of +49301234: anna/desk
00:02 > call 1: arrives at +49301234
00:02     answer call 1
00:02 > call 1: caller is answered
00:02     start music for call 1
00:02     ring anna for call 1
00:02     watch anna/desk closely
00:03 > anna: rings
00:05 > anna: answers
00:05     connect call 1 with anna
00:05 > call 1: caller presses 1
00:06 > call 1: caller joins the talk
00:06 > anna: joins the talk
00:09 > call 1: caller hangs up
00:09     hang up anna
00:09     end the talk of call 1 and anna
00:09     record call 1: answered, waited 4 s, talked 3 s
00:09 > anna: is gone
00:09     watch anna/desk as usual
