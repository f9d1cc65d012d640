# Who would probably wait too long is led elsewhere at once.
00:00 > plan overflow_estimate takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk
00:01 > anna logs in
00:01     stand-ins of +49301234: anna/desk
00:02 > call 1: arrives at +49301234
00:02     answer call 1
00:02 > call 1: caller is answered
00:02     start music for call 1
00:02     ring anna for call 1
00:02     watch anna/desk closely
00:03 > anna: rings
00:04 > call 2: arrives at +49301234
00:04     answer call 2
00:04 > call 2: caller is answered
00:04     start music for call 2
00:05 > time passes
00:05 > call 3: arrives at +49301234
00:05     answer call 3
00:05 > call 3: caller is answered
00:05     start music for call 3 (calm)
00:07 > time passes
00:08 > time passes
00:10 > time passes
00:11 > time passes
00:12 > call 3: caller hangs up
00:12     record call 3: abandoned, waited 7 s, overflow estimate
00:12 > call 2: caller hangs up
00:12     record call 2: abandoned, waited 8 s
00:12 > call 1: caller hangs up
00:12     stop ringing anna
00:12     record call 1: abandoned, waited 10 s
