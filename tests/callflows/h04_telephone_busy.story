# A mobile that is busy frees the caller for the next agent at once.
00:00 > plan telephone takes effect
00:00 > the switch is found; reachable anna/mobile, ben/desk
00:01 > anna logs in
00:02 > call 1: arrives at +49301234 by carrier, party p1
00:02     answer call 1
00:02 > call 1: caller is answered
00:02     start music for call 1
00:02     ring anna on mobile for call 1
00:02     watch anna/mobile closely
00:03 > ben logs in
00:03     stand-ins of +49301234: ben/desk
00:04 > anna: is busy
00:04     watch anna/mobile as usual
00:04     ring ben for call 1
00:04     watch ben/desk closely
00:05 > call 1: caller hangs up
00:05     stop ringing ben
00:05     record call 1: abandoned, waited 3 s
00:05 > ben: is gone
00:05     watch ben/desk as usual
