# An override opens a centre outside its hours, another says something before the flow.
00:00 > plan closed takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk
00:01 > somebody sets flow/main to open until 1750068060000
00:01 > somebody sets number/+49301234 to say until 1750068060000, saying override/storm
00:02 > call 1: arrives at +49301234
00:02     answer call 1
00:02 > call 1: caller is answered
00:02     say override/storm to call 1
00:05 > the switch is lost
00:06 > the switch is found with call 1 ours; reachable anna/desk, ben/desk
00:06     be silent for call 1
00:06     say override/storm to call 1
00:08 > call 1: caller has heard the prompt
00:08     say welcome to call 1
00:10 > call 1: caller hangs up
00:10     record call 1: left_in_menu, told first
01:00 > time passes
01:01 > call 2: arrives at +49301234
01:01     answer call 2
01:01 > call 2: caller is answered
01:01     say closed to call 2
01:03 > call 2: caller hangs up
01:03     record call 2: closed
