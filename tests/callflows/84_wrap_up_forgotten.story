# A mandatory wrap-up nobody ends is over after four hours; its record says that the disposition is missing.
00:00 > plan mandatory takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk
00:01 > anna logs in
00:01     stand-ins of +49301234: anna/desk
00:02 > call 1: arrives at +49301234 by carrier
00:02     answer call 1
00:02 > call 1: caller is answered
00:02     start music for call 1
00:02     ring anna for call 1
00:02     watch anna/desk closely
00:03 > anna: rings
00:09 > anna: answers
00:09     connect call 1 with anna
00:09 > call 1: caller joins the talk
00:09 > anna: joins the talk
00:25 > call 1: caller hangs up
00:25     hang up anna
00:25     end the talk of call 1 and anna
00:25     record call 1: answered, waited 7 s, talked 16 s
00:25 > anna: is gone
00:25     watch anna/desk as usual
240:25 > time passes
240:25     keep anna's wrap-up of call 1: 14400 s, disposition missing
