# A closed centre says so and hangs up.
00:00 > plan closed takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk
00:01 > anna logs in
00:01     stand-ins of +49301234: anna/desk
00:02 > call 1: arrives at +49301234 by carrier
00:02     answer call 1
00:02 > call 1: caller is answered
00:02     say closed to call 1
00:06 > call 1: caller has heard the prompt
00:06     hang up call 1
00:06 > call 1: caller is gone
00:06     record call 1: closed
00:10 > call 2: arrives at +49301234
00:10     answer call 2
00:10 > call 2: caller is answered
00:10     say closed to call 2
00:11 > call 2: caller hangs up
00:11     record call 2: closed
