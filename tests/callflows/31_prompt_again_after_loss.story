# A caller found in a prompt hears that step again.
00:00 > plan office takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk
00:01 > anna logs in
00:01     stand-ins of +49301234: anna/desk
00:02 > call 1: arrives at +49301234 by carrier
00:02     answer call 1
00:02 > call 1: caller is answered
00:02     say welcome to call 1
00:03 > the switch is lost
00:08 > the switch is found with call 1 ours; reachable anna/desk
00:08     be silent for call 1
00:08     say welcome to call 1
00:08     stand-ins of +49301234: anna/desk
00:09 > call 1: caller has heard the prompt (an old one)
00:10 > call 1: caller has heard the prompt
00:10     say menu to call 1
00:11 > call 1: caller hangs up
00:11     record call 1: left_in_menu
