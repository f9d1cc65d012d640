# Beyond the days the plan knows the centre counts as open, and the record says so.
00:00 > plan beyond takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk
00:01 > anna logs in
00:01     stand-ins of +49301234: anna/desk
00:02 > call 1: arrives at +49301234 by carrier
00:02     answer call 1
00:02 > call 1: caller is answered
00:02     say welcome to call 1
00:03 > call 1: caller hangs up
00:03     record call 1: left_in_menu, hours unknown
