# Without a trunk the telephone is not there, and a leg that never said that it rings is unreachable after 15 s, not lazy.
00:00 > plan telephone_late takes effect
00:00 > the switch is found
00:01 > anna logs in
00:02 > call 1: arrives at +49301234 by carrier, party p1
00:02     answer call 1
00:02 > call 1: caller is answered
00:02     start music for call 1
00:05 > anna/mobile: is reachable
00:05     ring anna on mobile for call 1
00:05     watch anna/mobile closely
00:20 > time passes
00:20     stop ringing anna
00:20 > anna: is gone
00:20     watch anna/mobile as usual
00:25 > anna/mobile: is unreachable
00:30 > call 1: caller hangs up
00:30     record call 1: abandoned, waited 28 s
