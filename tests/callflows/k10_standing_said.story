# How many wait before a caller is said with the value it has at that moment.
00:00 > plan standing_said takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk
00:02 > call 1: arrives at +49301234
00:02     answer call 1
00:02 > call 1: caller is answered
00:02     say before_you, number/0 to call 1
00:04 > call 1: caller has heard the prompt
00:04     start music for call 1
00:10 > call 2: arrives at +49301234
00:10     answer call 2
00:10 > call 2: caller is answered
00:10     say before_you, number/1 to call 2
00:12 > call 2: caller has heard the prompt
00:12     start music for call 2
00:14 > call 2: caller hangs up
00:14     record call 2: abandoned, waited 2 s
00:15 > call 1: caller hangs up
00:15     record call 1: abandoned, waited 11 s
