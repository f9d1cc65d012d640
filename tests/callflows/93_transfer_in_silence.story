# Nobody says how the telephone fares: the core's own limits lead on; without a branch a prompt says so.
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
00:27 > time passes
00:27     hang up number 1
00:27     stop music for call 1
00:27     say transfer/not_reached, goodbye to call 1
00:29 > number 1: answers
00:29     hang up number 1
00:30 > call 1: caller has heard the prompt
00:30     hang up call 1
00:30 > call 1: caller is gone
00:30     record call 1: completed, transferring 25 s, transfer no answer
00:32 > time passes
00:32     hang up number 1
00:40 > call 2: arrives at +49301234 by carrier
00:40     answer call 2
00:40 > call 2: caller is answered
00:40     say menu to call 2
00:41 > call 2: caller presses 1
00:41     be silent for call 2
00:41     start music for call 2
00:41     may +49305550000 be called? asked for number 2
00:46 > time passes
00:46     stop music for call 2
00:46     say transfer/not_reached, goodbye to call 2
00:47 > call 2: caller hangs up
00:47     record call 2: completed, transferring 5 s, transfer failed
