# By lot: some callers are led to each queue, the rest goes on.
00:00 > plan split takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk
00:01 > call 1: arrives at +49301234
00:01     answer call 1
00:01 > call 1: caller is answered
00:01     say bye to call 1
00:01 > call 1: caller hangs up
00:01     record call 1: left_in_menu
00:02 > call 2: arrives at +49301234
00:02     answer call 2
00:02 > call 2: caller is answered
00:02     say bye to call 2
00:02 > call 2: caller hangs up
00:02     record call 2: left_in_menu
00:03 > call 3: arrives at +49301234
00:03     answer call 3
00:03 > call 3: caller is answered
00:03     start music for call 3 (calm)
00:03 > call 3: caller hangs up
00:03     record call 3: abandoned
00:04 > call 4: arrives at +49301234
00:04     answer call 4
00:04 > call 4: caller is answered
00:04     start music for call 4 (calm)
00:04 > call 4: caller hangs up
00:04     record call 4: abandoned
00:05 > call 5: arrives at +49301234
00:05     answer call 5
00:05 > call 5: caller is answered
00:05     say bye to call 5
00:05 > call 5: caller hangs up
00:05     record call 5: left_in_menu
00:06 > call 6: arrives at +49301234
00:06     answer call 6
00:06 > call 6: caller is answered
00:06     start music for call 6
00:06 > call 6: caller hangs up
00:06     record call 6: abandoned
