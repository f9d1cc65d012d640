# A new plan holds for new calls; a call in progress finishes on the plan it began with.
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
00:05 > plan direct takes effect
00:06 > call 1: caller presses 9
00:06     be silent for call 1
00:06     say bye to call 1
00:07 > call 2: arrives at +49301234
00:07     answer call 2
00:07 > call 2: caller is answered
00:07     start music for call 2
00:07     ring anna for call 2
00:07     watch anna/desk closely
00:08 > call 1: caller has heard the prompt
00:08     hang up call 1
00:08 > call 1: caller is gone
00:08     record call 1: completed
00:09 > call 2: caller hangs up
00:09     stop ringing anna
00:09     record call 2: abandoned, waited 2 s
00:09 > anna: is gone
00:09     watch anna/desk as usual
