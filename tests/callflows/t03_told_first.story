# Who is to be recorded is told so before the queue, and cannot press it away; then the talk is recorded. Who could not be told is not recorded.
00:00 > plan taped_told takes effect
00:00 > the switch is found; reachable anna/desk
00:01 > anna logs in
00:01     stand-ins of +49301234: anna/desk
00:02 > call 1: arrives at +49301234 by carrier
00:02     answer call 1
00:02 > call 1: caller is answered
00:02     say consent/announce to call 1, not to be interrupted
00:03 > call 1: caller presses 1
00:05 > call 1: caller has heard the prompt
00:05     start music for call 1
00:05     ring anna for call 1
00:05     watch anna/desk closely
00:06 > anna: answers
00:06     connect call 1 with anna
00:06 > call 1: caller joins the talk
00:06 > anna: joins the talk
00:06     tape call 1
00:06 > call 1: caller is on tape
00:10 > anna: hangs up
00:10     watch anna/desk as usual
00:10     end the tape of call 1
00:10     hang up call 1
00:10     end the talk of call 1 and anna
00:10 > call 1: caller is gone
00:10     record call 1: answered, waited 1 s, talked 4 s, recording announced
00:10 > call 1: caller has a whole tape
00:10     keep the tape of call 1: 4 s, with anna, consent announced
00:20 > time passes
00:20     keep anna's wrap-up of call 1: 10 s
00:31 > call 2: arrives at +49301234 by carrier
00:31     answer call 2
00:31 > call 2: caller is answered
00:31     say consent/announce to call 2, not to be interrupted
00:32 > call 2: caller hears no prompt
00:32     start music for call 2
00:32     ring anna for call 2
00:32     watch anna/desk closely
00:33 > anna: answers
00:33     connect call 2 with anna
00:33 > call 2: caller joins the talk
00:33 > anna: joins the talk
00:39 > call 2: caller hangs up
00:39     hang up anna
00:39     end the talk of call 2 and anna
00:39     record call 2: answered, waited 1 s, talked 6 s, recording unannounced
00:39 > anna: is gone
00:39     watch anna/desk as usual
