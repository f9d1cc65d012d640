# A caller whose answer was never reported is answered again and goes on when the switch is back.
00:00 > plan office takes effect
00:00 > the switch is found; reachable anna/desk
00:02 > call 1: arrives at +49301234
00:02     answer call 1
00:02 > the switch is lost
00:04 > the switch is found with call 1 ours; reachable anna/desk
00:04     answer call 1
00:04     say welcome to call 1
00:05 > call 1: caller hangs up
00:05     record call 1: left_in_menu
