# A notice that must be heard is not interrupted: keys meanwhile are dropped by the switch.
00:00 > plan must_be_heard takes effect
00:00 > the switch is found
00:01 > call 1: arrives at +49301234
00:01     answer call 1
00:01 > call 1: caller is answered
00:01     say notice to call 1, not to be interrupted
00:05 > call 1: caller has heard the prompt
00:05     say menu to call 1
00:06 > call 1: caller presses 1
00:06     be silent for call 1
00:06     start music for call 1 (calm)
00:07 > call 1: caller hangs up
00:07     record call 1: abandoned, waited 1 s
