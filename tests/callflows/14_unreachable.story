# A phone that cannot be reached is not tried for ten seconds; the agent's next device is.
00:00 > plan direct takes effect
00:00 > the switch is found; reachable anna/desk, anna/mobile
00:01 > anna logs in
00:01     stand-ins of +49301234: anna/desk
00:02 > call 1: arrives at +49301234 by carrier
00:02     answer call 1
00:02 > call 1: caller is answered
00:02     start music for call 1
00:02     ring anna for call 1
00:02     watch anna/desk closely
00:02.1 > anna: is unreachable
00:02.1     watch anna/desk as usual
00:02.1     ring anna on mobile for call 1
00:02.1     watch anna/mobile closely
00:04 > anna: answers
00:04     connect call 1 with anna
00:04 > call 1: caller joins the talk
00:04 > anna: joins the talk
00:10 > anna: hangs up
00:10     watch anna/mobile as usual
00:10     hang up call 1
00:10     end the talk of call 1 and anna
00:10 > call 1: caller is gone
00:10     record call 1: answered, waited 2 s, talked 6 s
00:12.1 > time passes
00:20 > time passes
00:20     keep anna's wrap-up of call 1: 10 s
