# A number that is not ours and a call too many are refused before they are answered.
00:00 > plan office takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk
00:02 > call 1: arrives at +4999
00:02     hang up call 1: not_found
00:02 > call 1: caller is gone
00:02     record call 1: refused
00:04 > call 2: arrives at +49301234
00:04     answer call 2
00:05 > call 3: arrives at +49301234
00:05     answer call 3
00:06 > call 4: arrives at +49301234
00:06     answer call 4
00:07 > call 5: arrives at +49301234
00:07     hang up call 5: congestion
00:08 > call 5: caller is gone
00:08     record call 5: refused
00:09 > time passes
00:09     answer call 2
00:09 > call 2: caller hangs up
00:09     record call 2: left_in_menu
00:09 > call 3: caller hangs up
00:09     record call 3: left_in_menu
00:09 > call 4: caller hangs up
00:09     record call 4: left_in_menu
