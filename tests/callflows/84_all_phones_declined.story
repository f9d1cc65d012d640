# Who declines at one of several phones has declined at all of them.
00:00 > plan all_phone takes effect
00:00 > the switch is found; reachable anna/desk, anna/mobile
00:01 > anna logs in
00:01     stand-ins of +49301234: anna/desk
00:10 > call 1: arrives at +49301234 by carrier
00:10     answer call 1
00:10 > call 1: caller is answered
00:10     start music for call 1
00:10     ring anna (1-3) for call 1
00:10     watch anna/desk closely
00:10     ring anna on mobile for call 1
00:10     watch anna/mobile closely
00:12 > anna: declines
00:12     watch anna/mobile as usual
00:12     stop ringing anna (1-3)
00:12 > anna (1-3): is gone
00:12     watch anna/desk as usual
00:15 > call 1: caller hangs up
00:15     record call 1: abandoned, waited 5 s
