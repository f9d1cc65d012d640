# Only who presses 1 is recorded; a no and silence are served without it, and the question comes twice.
00:00 > plan taped_asked takes effect
00:00 > the switch is found; reachable anna/desk
00:01 > anna logs in
00:01     stand-ins of +49301234: anna/desk
00:02 > call 1: arrives at +49301234 by carrier
00:02     answer call 1
00:02 > call 1: caller is answered
00:02     say consent/ask to call 1
00:03 > call 1: caller presses 5
00:04 > call 1: caller presses 1
00:04     be silent for call 1
00:04     start music for call 1
00:04     ring anna for call 1
00:04     watch anna/desk closely
00:05 > anna: answers
00:05     connect call 1 with anna
00:05 > call 1: caller joins the talk
00:05 > anna: joins the talk
00:05     tape call 1
00:05 > call 1: caller is on tape
00:09 > call 1: caller hangs up
00:09     end the tape of call 1
00:09     hang up anna
00:09     end the talk of call 1 and anna
00:09     record call 1: answered, waited 1 s, talked 4 s, recording given
00:09 > call 1: caller has a whole tape
00:09     keep the tape of call 1: 4 s, with anna, consent given
00:09 > anna: is gone
00:09     watch anna/desk as usual
00:19 > time passes
00:19     keep anna's wrap-up of call 1: 10 s
00:21 > call 2: arrives at +49301234 by carrier
00:21     answer call 2
00:21 > call 2: caller is answered
00:21     say consent/ask to call 2
00:22 > call 2: caller presses 2
00:22     be silent for call 2
00:22     start music for call 2
00:22     ring anna for call 2
00:22     watch anna/desk closely
00:23 > anna: answers
00:23     connect call 2 with anna
00:23 > call 2: caller joins the talk
00:23 > anna: joins the talk
00:24 > anna: enters *9
00:24     say agent/not_possible to anna
00:25 > call 2: caller hangs up
00:25     hang up anna
00:25     end the talk of call 2 and anna
00:25     record call 2: answered, waited 1 s, talked 2 s, recording refused
00:25 > anna: is gone
00:25     watch anna/desk as usual
00:35 > time passes
00:35     keep anna's wrap-up of call 2: 10 s
00:41 > call 3: arrives at +49301234 by carrier
00:41     answer call 3
00:41 > call 3: caller is answered
00:41     say consent/ask to call 3
00:43 > call 3: caller has heard the prompt
00:48 > time passes
00:48     say consent/ask to call 3
00:50 > call 3: caller has heard the prompt
00:55 > time passes
00:55     start music for call 3
00:55     ring anna for call 3
00:55     watch anna/desk closely
00:57 > anna: answers
00:57     connect call 3 with anna
00:57 > call 3: caller joins the talk
00:57 > anna: joins the talk
00:59 > call 3: caller hangs up
00:59     hang up anna
00:59     end the talk of call 3 and anna
00:59     record call 3: answered, waited 2 s, talked 2 s, recording refused
00:59 > anna: is gone
00:59     watch anna/desk as usual
