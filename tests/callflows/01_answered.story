# A caller presses 1, waits for the one free agent and talks.
00:00 > plan office takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk
00:01 > anna logs in
00:01     stand-ins of +49301234: anna/desk
00:02 > call 1: arrives at +49301234 by carrier
00:02     answer call 1
00:02 > call 1: caller is answered
00:02     say welcome to call 1
00:04 > call 1: caller has heard the prompt
00:04     say menu to call 1
00:06 > call 1: caller presses 1
00:06     be silent for call 1
00:06     start music for call 1
00:06     ring anna for call 1
00:06     watch anna/desk closely
00:07 > anna: rings
00:09 > anna: answers
00:09     connect call 1 with anna
00:09 > call 1: caller joins the talk
00:09 > anna: joins the talk
01:09 > call 1: caller hangs up
01:09     hang up anna
01:09     end the talk of call 1 and anna
01:09     record call 1: answered, waited 3 s, talked 60 s
01:09 > anna: is gone
01:09     watch anna/desk as usual
01:19 > time passes
01:19     keep anna's wrap-up of call 1: 10 s
