# A sub-flow is gone through with its own parameters, and what they were before is so again.
00:00 > plan sub takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk
00:02 > call 1: arrives at +49301234
00:02     answer call 1
00:02 > call 1: caller is answered
00:02     say welcome_back to call 1
00:04 > call 1: caller has heard the prompt
00:04     say hello to call 1
00:06 > call 1: caller has heard the prompt
00:06     say bye to call 1
00:08 > call 1: caller has heard the prompt
00:08     hang up call 1
00:08 > call 1: caller is gone
00:08     record call 1: completed
