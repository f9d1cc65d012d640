# The step answer makes the call answered before it is ended.
00:00 > plan answered takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk
00:02 > call 1: arrives at +49301234
00:02     answer call 1
00:02 > call 1: caller is answered
00:02     hang up call 1
00:02 > call 1: caller is gone
00:02     record call 1: closed
