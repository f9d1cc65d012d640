# When one of two agents takes a break, callers with two or more before them for the one who is left go elsewhere.
00:00 > plan overflow_ratio takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk
00:01 > anna logs in
00:01     stand-ins of +49301234: anna/desk
00:01 > ben logs in
00:01     stand-ins of +49301234: anna/desk, ben/desk
00:02 > call 1: arrives at +49301234
00:02     answer call 1
00:02 > call 1: caller is answered
00:02     start music for call 1
00:02     ring anna for call 1
00:02     watch anna/desk closely
00:03 > call 2: arrives at +49301234
00:03     answer call 2
00:03 > call 2: caller is answered
00:03     start music for call 2
00:03     ring ben for call 2
00:03     watch ben/desk closely
00:04 > anna: rings
00:04 > ben: rings
00:05 > time passes
00:05 > call 3: arrives at +49301234
00:05     answer call 3
00:05 > call 3: caller is answered
00:05     start music for call 3
00:06 > time passes
00:06 > call 4: arrives at +49301234
00:06     answer call 4
00:06 > call 4: caller is answered
00:06     start music for call 4
00:08 > time passes
00:09 > time passes
00:10 > anna is not ready: lunch
00:10     stop ringing anna
00:10     stand-ins of +49301234: ben/desk
00:11 > time passes
00:11     stop music for call 3
00:11     start music for call 3 (calm)
00:12 > time passes
00:12     stop music for call 4
00:12     start music for call 4 (calm)
00:14 > time passes
00:14 > call 4: caller hangs up
00:14     record call 4: abandoned, waited 8 s, overflow ratio
00:14 > call 3: caller hangs up
00:14     record call 3: abandoned, waited 9 s, overflow ratio
00:14 > call 2: caller hangs up
00:14     stop ringing ben
00:14     record call 2: abandoned, waited 11 s
00:14 > call 1: caller hangs up
00:14     record call 1: abandoned, waited 12 s
