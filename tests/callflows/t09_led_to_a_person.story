# Without a queue the rule for direct calls holds: told first, recorded until the talk ends, and what is asked after it is not on tape.
00:00 > plan beside_told takes effect
00:00 > the switch is found; reachable anna/desk
00:01 > anna logs in
00:02 > call 1: arrives at +49301234 by carrier, party p1
00:02     answer call 1
00:02 > call 1: caller is answered
00:02     say menu to call 1
00:03 > call 1: caller presses 1
00:03     be silent for call 1
00:03     say consent/announce to call 1, not to be interrupted
00:05 > call 1: caller has heard the prompt
00:05     start music for call 1
00:05     ring anna for call 1
00:05     watch anna/desk closely
00:07 > anna: answers
00:07     connect call 1 with anna
00:07 > call 1: caller joins the talk
00:07 > anna: joins the talk
00:07     tape call 1
00:07 > call 1: caller is on tape
00:20 > anna: hangs up
00:20     watch anna/desk as usual
00:20     end the tape of call 1
00:20     end the talk of call 1 and anna
00:20     say one-question to call 1
00:20 > call 1: caller has a whole tape
00:20     keep the tape of call 1: 13 s, with anna, consent announced
00:24 > call 1: caller has heard the prompt
00:24     hang up call 1
00:24 > call 1: caller is gone
00:24     record call 1: answered, transferring 2 s, talked 13 s, asked 4 s, recording announced
00:30 > call 2: arrives at +49301234 by carrier, party p1
00:30     answer call 2
00:30 > call 2: caller is answered
00:30     say menu to call 2
00:31 > call 2: caller presses 3
00:31     be silent for call 2
00:31     tape call 2
00:31     say consent/announce to call 2, not to be interrupted
00:31 > call 2: caller is on tape
00:35 > call 2: caller has heard the prompt
00:35     start music for call 2
00:35     ring anna for call 2
00:35     watch anna/desk closely
00:37 > anna: answers
00:37     connect call 2 with anna
00:37 > call 2: caller joins the talk
00:37 > anna: joins the talk
00:40 > anna: hangs up
00:40     watch anna/desk as usual
00:40     end the talk of call 2 and anna
00:40     say one-question to call 2
00:44 > call 2: caller has heard the prompt
00:44     end the tape of call 2
00:44     hang up call 2
00:44 > call 2: caller is gone
00:44     record call 2: answered, transferring 2 s, talked 3 s, asked 4 s, recording announced
00:44 > call 2: caller has a whole tape
00:44     keep the tape of call 2: 13 s, with anna
