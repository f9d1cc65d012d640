# A queue step's own messages are drawn by lot, the same one never twice in a row.
00:00 > plan comfort_by_lot takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk
00:02 > call 1: arrives at +49301234
00:02     answer call 1
00:02 > call 1: caller is answered
00:02     start music for call 1
00:07 > time passes
00:07     say tip_one to call 1
00:08 > call 1: caller has heard the prompt
00:27 > time passes
00:27     say tip_two, tip_three to call 1
00:28 > call 1: caller has heard the prompt
00:47 > time passes
00:47     say tip_one to call 1
00:48 > call 1: caller has heard the prompt
01:07 > time passes
01:07     say tip_two, tip_three to call 1
01:08 > call 1: caller has heard the prompt
01:27 > time passes
01:27     say tip_one to call 1
01:28 > call 1: caller has heard the prompt
01:40 > call 1: caller hangs up
01:40     record call 1: abandoned, waited 98 s
