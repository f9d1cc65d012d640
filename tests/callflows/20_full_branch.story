# The branch of a full queue says its own prompt.
00:00 > plan office takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk
00:01 > call 1: arrives at +49301234
00:01     answer call 1
00:01 > call 1: caller is answered
00:01     say welcome to call 1
00:01 > call 1: caller presses 1
00:01     be silent for call 1
00:01     start music for call 1
00:02 > call 2: arrives at +49301234
00:02     answer call 2
00:02 > call 2: caller is answered
00:02     say welcome to call 2
00:02 > call 2: caller presses 1
00:02     be silent for call 2
00:02     start music for call 2
00:03 > call 3: arrives at +49301234
00:03     answer call 3
00:03 > call 3: caller is answered
00:03     say welcome to call 3
00:03 > call 3: caller presses 1
00:03     be silent for call 3
00:03     say all_busy to call 3
00:05 > call 3: caller has heard the prompt
00:05     hang up call 3
00:05 > call 3: caller is gone
00:05     record call 3: overflowed
00:06 > call 1: caller hangs up
00:06     record call 1: abandoned, waited 5 s
00:06 > call 2: caller hangs up
00:06     record call 2: abandoned, waited 4 s
