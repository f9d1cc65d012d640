# Callers on a list meet a plan that is tried; nobody else does, and the call finishes on it when it is over.
00:00 > plan office takes effect
00:00 > the switch is found; reachable anna/desk
00:01 > plan direct is tried by 0 % and those on canary
00:02 > call 1: arrives at +49301234 by carrier, on canary
00:02     answer call 1
00:02 > call 1: caller is answered
00:02     start music for call 1
00:03 > call 2: arrives at +49301234 by carrier
00:03     answer call 2
00:03 > call 2: caller is answered
00:03     say welcome to call 2
00:04 > no plan is tried any more
00:05 > call 3: arrives at +49301234, on canary
00:05     answer call 3
00:05 > call 3: caller is answered
00:05     say welcome to call 3
00:06 > call 1: caller hangs up
00:06     record call 1: abandoned, waited 4 s
00:06 > call 2: caller hangs up
00:06     record call 2: left_in_menu
00:06 > call 3: caller hangs up
00:06     record call 3: left_in_menu
