# Without an answer the caller's network is told why the call ends.
00:00 > plan engaged takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk
00:02 > call 1: arrives at +49301234
00:02     hang up call 1: busy
00:02 > call 1: caller is gone
00:02     record call 1: completed
