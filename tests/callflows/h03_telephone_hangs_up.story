# A mailbox that hangs up by itself has declined nothing: it counts as missed.
00:00 > plan telephone takes effect
00:00 > the switch is found; reachable anna/mobile
00:01 > anna logs in
00:02 > call 1: arrives at +49301234 by carrier, party p1
00:02     answer call 1
00:02 > call 1: caller is answered
00:02     start music for call 1
00:02     ring anna on mobile for call 1
00:02     watch anna/mobile closely
00:03 > anna: rings
00:06 > anna: answers
00:06     say agent/call_from_centre, names/sales, agent/press_one to anna
00:09 > anna: hangs up
00:09     watch anna/mobile as usual
00:20 > call 1: caller hangs up
00:20     record call 1: abandoned, waited 18 s
