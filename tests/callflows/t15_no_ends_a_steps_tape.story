# Who says no is not recorded any more, though a step of the dialplan had begun it before the question.
00:00 > plan beside_asked takes effect
00:00 > the switch is found; reachable anna/desk
00:01 > anna logs in
00:02 > call 1: arrives at +49301234 by carrier, party p1
00:02     answer call 1
00:02 > call 1: caller is answered
00:02     say menu to call 1
00:03 > call 1: caller presses 3
00:03     be silent for call 1
00:03     tape call 1
00:03     say consent/ask to call 1
00:03 > call 1: caller is on tape
00:05 > call 1: caller presses 2
00:05     be silent for call 1
00:05     end the tape of call 1
00:05     start music for call 1
00:05     ring anna for call 1
00:05     watch anna/desk closely
00:05 > call 1: caller has a whole tape
00:05     keep the tape of call 1: 2 s
00:07 > anna: answers
00:07     connect call 1 with anna
00:07 > call 1: caller joins the talk
00:07 > anna: joins the talk
00:20 > call 1: caller hangs up
00:20     hang up anna
00:20     end the talk of call 1 and anna
00:20     record call 1: answered, transferring 2 s, talked 13 s, recording refused
00:20 > anna: is gone
00:20     watch anna/desk as usual
