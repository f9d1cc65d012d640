# Who hangs up in the welcome or in the menu has left in the menu.
00:00 > plan office takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk
00:01 > anna logs in
00:01     stand-ins of +49301234: anna/desk
00:02 > call 1: arrives at +49301234 by carrier
00:02     answer call 1
00:02 > call 1: caller is answered
00:02     say welcome to call 1
00:03 > call 1: caller hangs up
00:03     record call 1: left_in_menu
00:04 > call 2: arrives at +49301234
00:04     answer call 2
00:04 > call 2: caller is answered
00:04     say welcome to call 2
00:05 > call 2: caller has heard the prompt
00:05     say menu to call 2
00:06 > call 2: caller hangs up
00:06     record call 2: left_in_menu
