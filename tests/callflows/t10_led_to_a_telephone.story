# A caller led to a telephone is asked first; when the line of that breaks the tape ends, and the flow goes on unrecorded.
00:00 > plan beside_asked takes effect
00:00 > the switch is found
00:01 > call 1: arrives at +49301234 by carrier, party p1
00:01     answer call 1
00:01 > call 1: caller is answered
00:01     say menu to call 1
00:02 > call 1: caller presses 2
00:02     be silent for call 1
00:02     say consent/ask to call 1
00:03 > call 1: caller presses 1
00:03     be silent for call 1
00:03     start music for call 1
00:03     may +49305550000 be called? asked for number 1
00:03 > number 1: has a number that is allowed: p9 by carrier
00:03     dial p9 by carrier, showing +49301234 for call 1, as number 1
00:04 > number 1: rings
00:08 > number 1: answers
00:08     connect call 1 with number 1
00:08 > call 1: caller joins the talk
00:08 > number 1: joins the talk
00:08     tape call 1
00:08 > call 1: caller is on tape
00:20 > number 1: loses the line
00:20     end the talk of call 1 and number 1
00:20     end the tape of call 1
00:20     say all_busy to call 1
00:20 > call 1: caller has a whole tape
00:20     keep the tape of call 1: 12 s, consent given
00:22 > call 1: caller has heard the prompt
00:22     hang up call 1
00:22 > call 1: caller is gone
00:22     record call 1: transferred, transferring 5 s, talked 12 s, recording given, line lost, transfer lost
00:30 > call 2: arrives at +49301234 by carrier, party p1
00:30     answer call 2
00:30 > call 2: caller is answered
00:30     say menu to call 2
00:31 > call 2: caller presses 2
00:31     be silent for call 2
00:31     say consent/ask to call 2
00:32 > call 2: caller presses 2
00:32     be silent for call 2
00:32     start music for call 2
00:32     may +49305550000 be called? asked for number 2
00:32 > number 2: has a number that is allowed: p9 by carrier
00:32     dial p9 by carrier, showing +49301234 for call 2, as number 2
00:38 > number 2: answers
00:38     connect call 2 with number 2
00:38 > call 2: caller joins the talk
00:38 > number 2: joins the talk
00:50 > number 2: hangs up
00:50     hang up call 2
00:50     end the talk of call 2 and number 2
00:50 > call 2: caller is gone
00:50     record call 2: transferred, transferring 6 s, talked 12 s, recording refused
