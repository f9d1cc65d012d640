# The block for those who wait looks at the clock in its turn, and begins again behind its last step.
00:00 > plan heard takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk
00:02 > call 1: arrives at +49301234 by carrier
00:02     answer call 1
00:02 > call 1: caller is answered
00:02     say menu to call 1
00:03 > call 1: caller presses 1
00:03     be silent for call 1
00:03     start music for call 1
00:13 > time passes
00:13     say tip_one to call 1
00:15 > call 1: caller has heard the prompt
00:33 > time passes
00:33     say tip_two to call 1
00:35 > call 1: caller has heard the prompt
00:53 > time passes
00:53     say tip_one to call 1
00:55 > call 1: caller has heard the prompt
01:13 > time passes
01:13     say tip_two to call 1
01:15 > call 1: caller has heard the prompt
01:33 > time passes
01:33     say late to call 1
01:35 > call 1: caller has heard the prompt
01:40 > call 1: caller hangs up
01:40     record call 1: abandoned, waited 97 s
