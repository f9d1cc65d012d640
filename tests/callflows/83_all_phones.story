# With ring: all both phones of an agent ring; the one picked up has the call, the other stops at once.
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
00:11 > anna (1-3): rings
00:11 > anna: rings
00:14 > anna: answers
00:14     stop ringing anna (1-3)
00:14     connect call 1 with anna
00:14 > call 1: caller joins the talk
00:14 > anna: joins the talk
00:14 > anna (1-3): is gone
00:14     watch anna/desk as usual
00:30 > call 1: caller hangs up
00:30     hang up anna
00:30     end the talk of call 1 and anna
00:30     record call 1: answered, waited 4 s, talked 16 s
00:30 > anna: is gone
00:30     watch anna/mobile as usual
