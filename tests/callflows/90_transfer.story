# A key leads to a telephone number: music, a permit, its ringing, the talk; the record names a party.
00:00 > plan transfer takes effect
00:00 > the switch is found
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
00:03 > number 1: rings
00:08 > number 1: answers
00:08     connect call 1 with number 1
00:08 > call 1: caller joins the talk
00:08 > number 1: joins the talk
00:28 > call 1: caller holds
00:38 > call 1: caller resumes
00:58 > number 1: hangs up
00:58     hang up call 1
00:58     end the talk of call 1 and number 1
00:58 > call 1: caller is gone
00:58     record call 1: transferred, transferring 6 s, talked 40 s, held 10 s
