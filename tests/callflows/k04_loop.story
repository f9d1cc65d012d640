# A loop leads back as often as it says, then the flow goes on.
00:00 > plan three_times takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk
00:02 > call 1: arrives at +49301234
00:02     answer call 1
00:02 > call 1: caller is answered
00:02     say ask to call 1
00:04 > call 1: caller has heard the prompt
00:04     say ask to call 1
00:06 > call 1: caller has heard the prompt
00:06     say ask to call 1
00:08 > call 1: caller has heard the prompt
00:08     say bye to call 1
00:10 > call 1: caller has heard the prompt
00:10     hang up call 1
00:10 > call 1: caller is gone
00:10     record call 1: completed
