# Who declines is left alone for ten seconds; the caller keeps the place and the next agent is rung at once.
00:00 > plan direct takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk
00:01 > anna logs in
00:01     stand-ins of +49301234: anna/desk
00:01 > ben logs in
00:01     stand-ins of +49301234: anna/desk, ben/desk
00:02 > call 1: arrives at +49301234 by carrier
00:02     answer call 1
00:02 > call 1: caller is answered
00:02     start music for call 1
00:02     ring anna for call 1
00:02     watch anna/desk closely
00:03 > anna: rings
00:05 > anna: declines
00:05     watch anna/desk as usual
00:05     ring ben for call 1
00:05     watch ben/desk closely
00:06 > ben: rings
00:08 > ben: declines
00:08     watch ben/desk as usual
00:12 > time passes
00:12     say queue/you_are_number, number/1 to call 1
00:15 > time passes
00:15     ring anna for call 1
00:15     watch anna/desk closely
00:16 > call 1: caller hangs up
00:16     stop ringing anna
00:16     record call 1: abandoned, waited 14 s
00:16 > anna: is gone
00:16     watch anna/desk as usual
