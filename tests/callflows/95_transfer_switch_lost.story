# A number that answered and a talk that began while the switch was away are found, joined and ended.
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
00:03 > the switch is lost
00:05 > the switch is found with call 1 ours, number 1 ours
00:05     start music for call 1
00:05     connect call 1 with number 1
00:06 > the switch is lost
00:07 > the switch is found with call 1 talk, number 1 talk
00:20 > the switch is lost
00:22 > the switch is found with call 1 talk
00:22     end the talk of call 1 and number 1
00:22     say transfer/not_reached, goodbye to call 1
00:22     be silent for call 1
00:22     say goodbye to call 1
00:22     end the talk of call 1 and number 1
00:23 > call 1: caller hangs up
00:23     record call 1: transferred, transferring 3 s, talked 17 s, line lost, transfer lost
