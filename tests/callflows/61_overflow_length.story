# With one caller before them the next one is led elsewhere, the first one stays.
00:00 > plan overflow_length takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk
00:02 > call 1: arrives at +49301234
00:02     answer call 1
00:02 > call 1: caller is answered
00:02     start music for call 1
00:03 > call 2: arrives at +49301234
00:03     answer call 2
00:03 > call 2: caller is answered
00:03     say bye to call 2
00:05 > time passes
00:06 > call 2: caller has heard the prompt
00:06     hang up call 2
00:06 > call 2: caller is gone
00:06     record call 2: overflowed, overflow length
00:08 > time passes
00:11 > time passes
00:14 > time passes
00:17 > time passes
00:20 > time passes
00:20 > call 1: caller hangs up
00:20     record call 1: abandoned, waited 18 s
