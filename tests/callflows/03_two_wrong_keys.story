# After the last wrong key the caller is told goodbye, and a menu without a branch ends the call.
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
00:05 > call 1: caller presses 7
00:05     be silent for call 1
00:05     say wrong_key, menu to call 1
00:06 > call 1: caller presses 8
00:06     be silent for call 1
00:06     say goodbye to call 1
00:08 > call 1: caller has heard the prompt
00:08     hang up call 1
00:08 > call 1: caller is gone
00:08     record call 1: completed
