# Who hangs up while waiting has abandoned.
00:00 > plan direct takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk
00:02 > call 1: arrives at +49301234 by carrier
00:02     answer call 1
00:02 > call 1: caller is answered
00:02     start music for call 1
00:12 > time passes
00:12     say queue/you_are_number, number/1 to call 1
00:20 > call 1: caller hangs up
00:20     record call 1: abandoned, waited 18 s
