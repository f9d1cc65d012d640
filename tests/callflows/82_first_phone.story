# Of two phones the first that can be reached rings, the other when that one is away.
00:00 > plan first_phone takes effect
00:00 > the switch is found; reachable anna/desk, anna/mobile
00:01 > anna logs in
00:01     stand-ins of +49301234: anna/desk
00:10 > call 1: arrives at +49301234 by carrier
00:10     answer call 1
00:10 > call 1: caller is answered
00:10     start music for call 1
00:10     ring anna for call 1
00:10     watch anna/desk closely
00:11 > anna: declines
00:11     watch anna/desk as usual
00:12 > anna/desk: is unreachable
00:12     stand-ins of +49301234: anna/mobile
00:21 > time passes
00:21     ring anna on mobile for call 1
00:21     watch anna/mobile closely
00:22 > anna: answers
00:22     connect call 1 with anna
00:22 > call 1: caller joins the talk
00:22 > anna: joins the talk
00:30 > call 1: caller hangs up
00:30     hang up anna
00:30     end the talk of call 1 and anna
00:30     record call 1: answered, waited 12 s, talked 8 s
00:30 > anna: is gone
00:30     watch anna/mobile as usual
