# A caller who hangs up before our answer leaves a record and nothing else.
00:00 > plan office takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk
00:01 > anna logs in
00:01     stand-ins of +49301234: anna/desk
00:02 > call 1: arrives at +49301234
00:02     answer call 1
00:03 > call 1: caller hangs up
00:03     record call 1: left_in_menu
