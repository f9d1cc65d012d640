# Who was told to end, and could not be ended, is not greeted anew when the switch is looked over: it is told again.
00:00 > plan direct takes effect
00:00 > the switch is found; reachable anna/desk
00:02 > call 1: arrives at +49301234
00:02     answer call 1
00:02 > call 1: caller is answered
00:02     start music for call 1
00:05 > somebody ends call 1
00:05     hang up call 1
00:05.1 > call 1: caller is refused HangUp
00:06.1 > time passes
00:06.1     hang up call 1
00:10 > time passes
00:10     hang up call 1
00:15 > time passes
00:15     hang up call 1
00:15     record call 1: abandoned, waited 3 s
00:20 > the switch is found with call 1 ours; reachable anna/desk
00:20     hang up call 1
00:20.1 > call 1: caller is refused HangUp
00:21.1 > time passes
00:21.1     hang up call 1
00:22.5 > call 1: caller is gone
00:30 > the switch is lost
00:31 > the switch is found; reachable anna/desk
