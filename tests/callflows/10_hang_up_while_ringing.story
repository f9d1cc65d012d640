# A caller who leaves while the phone rings frees the agent for the next one as soon as the phone is silent.
00:00 > plan direct takes effect
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
00:05 > call 2: arrives at +49301234
00:05     answer call 2
00:05 > call 2: caller is answered
00:05     start music for call 2
00:06 > call 1: caller hangs up
00:06     stop ringing anna
00:06     record call 1: abandoned, waited 4 s
00:06.02 > anna: is gone
00:06.02     watch anna/desk as usual
00:06.02     ring anna for call 2
00:06.02     watch anna/desk closely
00:07.02 > anna: rings
00:10 > call 2: caller hangs up
00:10     stop ringing anna
00:10     record call 2: abandoned, waited 5 s
00:10 > anna: is gone
00:10     watch anna/desk as usual
