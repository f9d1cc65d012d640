# Who hangs up while the number rings leaves nobody ringing; a number whose line breaks leads on.
00:00 > plan transfer_branches takes effect
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
00:05 > call 1: caller hangs up
00:05     hang up number 1
00:05     record call 1: abandoned, transferring 3 s
00:05 > number 1: is gone
00:10 > call 2: arrives at +49301234 by carrier
00:10     answer call 2
00:10 > call 2: caller is answered
00:10     say menu to call 2
00:11 > call 2: caller presses 1
00:11     be silent for call 2
00:11     start music for call 2
00:11     may +49305550000 be called? asked for number 2
00:11 > number 2: has a number that is allowed: p9 by carrier
00:11     dial p9 by carrier, showing +49301234 for call 2, as number 2
00:12 > number 2: answers
00:12     connect call 2 with number 2
00:12 > call 2: caller joins the talk
00:12 > number 2: joins the talk
00:22 > number 2: loses the line
00:22     end the talk of call 2 and number 2
00:22     say sorry to call 2
00:25 > call 2: caller hangs up
00:25     record call 2: transferred, transferring 1 s, talked 10 s, line lost, transfer lost
