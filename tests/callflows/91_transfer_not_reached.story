# Busy, no answer and a number that may not be called each take their branch; the caller is never in silence.
00:00 > plan transfer_branches takes effect
00:00 > the switch is found; reachable anna/desk
00:01 > call 1: arrives at +49301234 by carrier, party p1
00:01     answer call 1
00:01 > call 1: caller is answered
00:01     say menu to call 1
00:02 > call 1: caller presses 1
00:02     be silent for call 1
00:02     start music for call 1
00:02     may +49305550000 be called? asked for number 1
00:02 > number 1: has a number that is allowed: p9 by carrier
00:02     dial p9 by carrier, showing +49301234 for call 1, as number 1
00:04 > number 1: is busy
00:04     stop music for call 1
00:04     say all_busy to call 1
00:05 > call 1: caller has heard the prompt
00:05     hang up call 1
00:05 > call 1: caller is gone
00:05     record call 1: completed, transferring 2 s, transfer busy
00:10 > call 2: arrives at +49301234 by carrier, party p2
00:10     answer call 2
00:10 > call 2: caller is answered
00:10     say menu to call 2
00:11 > call 2: caller presses 1
00:11     be silent for call 2
00:11     start music for call 2
00:11     may +49305550000 be called? asked for number 2
00:11 > number 2: has a number that is allowed: p9 by carrier
00:11     dial p9 by carrier, showing +49301234 for call 2, as number 2
00:12 > number 2: rings
00:31 > number 2: does not answer
00:31     stop music for call 2
00:31     say sorry to call 2
00:32 > call 2: caller has heard the prompt
00:32     start music for call 2
00:40 > call 2: caller hangs up
00:40     record call 2: abandoned, waited 8 s, transferring 20 s, transfer no answer
00:50 > call 3: arrives at +49301234 by carrier, party p3
00:50     answer call 3
00:50 > call 3: caller is answered
00:50     say menu to call 3
00:51 > call 3: caller presses 1
00:51     be silent for call 3
00:51     start music for call 3
00:51     may +49305550000 be called? asked for number 3
00:51 > number 3: has a number that is refused
00:51     stop music for call 3
00:51     say sorry to call 3
00:52 > call 3: caller hangs up
00:52     record call 3: left_in_menu, transfer refused
