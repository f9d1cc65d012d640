# A connection with a number that was under way when the switch was lost is made again, without music in between.
00:00 > plan transfer takes effect
00:00 > the switch is found
00:01 > call 1: arrives at +49301234 by carrier
00:01     answer call 1
00:01 > call 1: caller is answered
00:01     say menu to call 1
00:02 > call 1: caller presses 1
00:02     be silent for call 1
00:02     start music for call 1
00:02     may +49305550000 be called? asked for number 1
00:02 > number 1: has a number that is allowed: p9 by carrier
00:02     dial p9 by carrier, showing +49301234 for call 1, as number 1
00:03 > number 1: answers
00:03     connect call 1 with number 1
00:03 > the switch is lost
00:05 > the switch is found with call 1 ours, number 1 ours
00:05     connect call 1 with number 1
00:06 > call 1: caller hangs up
00:06     hang up number 1
00:06     record call 1: abandoned, transferring 4 s
