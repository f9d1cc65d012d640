# An agent whose phone is busy rests for as long as the queue says of busy ones, and is rung again.
00:00 > plan strict takes effect
00:00 > the switch is found; reachable anna/desk
00:01 > anna logs in
00:01     stand-ins of +49301234: anna/desk
00:02 > call 1: arrives at +49301234 by carrier
00:02     answer call 1
00:02 > call 1: caller is answered
00:02     start music for call 1
00:02     ring anna for call 1
00:02     watch anna/desk closely
00:02.1 > anna: is busy
00:02.1     watch anna/desk as usual
00:06.1 > time passes
00:06.1     ring anna for call 1
00:06.1     watch anna/desk closely
00:07 > call 1: caller hangs up
00:07     stop ringing anna
00:07     record call 1: abandoned, waited 5 s
00:07 > anna: is gone
00:07     watch anna/desk as usual
