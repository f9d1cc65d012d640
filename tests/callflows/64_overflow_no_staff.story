# Where nobody is there callers are led elsewhere at once, and within three seconds when the last one leaves.
00:00 > plan overflow_no_staff takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk
00:02 > call 1: arrives at +49301234
00:02     answer call 1
00:02 > call 1: caller is answered
00:02     say bye to call 1
00:03 > call 1: caller has heard the prompt
00:03     hang up call 1
00:03 > call 1: caller is gone
00:03     record call 1: overflowed, overflow no staff
00:04 > anna logs in
00:04     stand-ins of +49301234: anna/desk
00:05 > call 2: arrives at +49301234
00:05     answer call 2
00:05 > call 2: caller is answered
00:05     start music for call 2
00:05     ring anna for call 2
00:05     watch anna/desk closely
00:06 > anna: rings
00:07 > call 3: arrives at +49301234
00:07     answer call 3
00:07 > call 3: caller is answered
00:07     start music for call 3
00:08 > time passes
00:08 > anna logs out
00:08     stop ringing anna
00:08     stand-ins of +49301234: nobody
00:10 > time passes
00:10     stop music for call 3
00:10     say bye to call 3
00:11 > time passes
00:11     stop music for call 2
00:11     say bye to call 2
00:12 > call 2: caller has heard the prompt
00:12     hang up call 2
00:12 > call 2: caller is gone
00:12     record call 2: overflowed, waited 6 s, overflow no staff
00:13 > time passes
00:13     hang up anna
00:13     watch anna/desk as usual
00:13 > call 3: caller has heard the prompt
00:13     hang up call 3
00:13 > call 3: caller is gone
00:13     record call 3: overflowed, waited 3 s, overflow no staff
