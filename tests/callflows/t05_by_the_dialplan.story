# The dialplan records from its own place on, with a pause around the card number; its stop bars the queue from it, too.
00:00 > plan taped_by_hand takes effect
00:00 > the switch is found; reachable anna/desk
00:01 > anna logs in
00:01     stand-ins of +49301234: anna/desk
00:02 > call 1: arrives at +49301234 by carrier
00:02     answer call 1
00:02 > call 1: caller is answered
00:02     say menu to call 1
00:03 > call 1: caller presses 1
00:03     be silent for call 1
00:03     tape call 1, caller only
00:03     say welcome to call 1
00:03 > call 1: caller is on tape
00:05 > call 1: caller has heard the prompt
00:05     pause the tape of call 1
00:05     say card to call 1
00:05 > call 1: caller is off the tape for now
00:08 > call 1: caller has heard the prompt
00:08     resume the tape of call 1
00:08     start music for call 1 (calm)
00:08     ring anna for call 1
00:08     watch anna/desk closely
00:08 > call 1: caller is on tape again
00:10 > anna: answers
00:10     connect call 1 with anna
00:10 > call 1: caller joins the talk
00:10 > anna: joins the talk
00:20 > call 1: caller hangs up
00:20     end the tape of call 1
00:20     hang up anna
00:20     end the talk of call 1 and anna
00:20     record call 1: answered, waited 2 s, talked 10 s
00:20 > call 1: caller has a whole tape
00:20     keep the tape of call 1: 17 s, caller only, with anna, paused 3 s
00:20 > anna: is gone
00:20     watch anna/desk as usual
00:30 > call 2: arrives at +49301234 by carrier
00:30     answer call 2
00:30 > call 2: caller is answered
00:30     say menu to call 2
00:31 > call 2: caller presses 2
00:31     be silent for call 2
00:31     start music for call 2
00:31     ring anna for call 2
00:31     watch anna/desk closely
00:33 > anna: answers
00:33     connect call 2 with anna
00:33 > call 2: caller joins the talk
00:33 > anna: joins the talk
00:39 > call 2: caller hangs up
00:39     hang up anna
00:39     end the talk of call 2 and anna
00:39     record call 2: answered, waited 2 s, talked 6 s
00:39 > anna: is gone
00:39     watch anna/desk as usual
