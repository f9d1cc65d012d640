# A pause that cannot be had ends the recording, and nothing said since it was wanted is kept; silence of the switch counts as no.
00:00 > plan taped takes effect
00:00 > the switch is found; reachable anna/desk
00:01 > anna logs in
00:01     stand-ins of +49301234: anna/desk
00:02 > call 1: arrives at +49301234 by carrier
00:02     answer call 1
00:02 > call 1: caller is answered
00:02     start music for call 1
00:02     ring anna for call 1
00:02     watch anna/desk closely
00:04 > anna: answers
00:04     connect call 1 with anna
00:04 > call 1: caller joins the talk
00:04 > anna: joins the talk
00:04     tape call 1
00:04 > call 1: caller is on tape
00:10 > somebody pauses the tape of anna
00:10     pause the tape of call 1
00:10.5 > call 1: caller has a tape that does not pause: Cannot set mute flag
00:10.5     end the tape of call 1
00:11 > call 1: caller has a whole tape
00:11     keep the tape of call 1: 6 s, with anna, failed: pause: Cannot set mute flag
00:12 > anna: enters *9
00:12     say agent/not_possible to anna
00:20 > call 1: caller hangs up
00:20     hang up anna
00:20     end the talk of call 1 and anna
00:20     record call 1: answered, waited 2 s, talked 16 s, recording failed
00:20 > anna: is gone
00:20     watch anna/desk as usual
00:30 > time passes
00:30     keep anna's wrap-up of call 1: 10 s
00:35 > call 2: arrives at +49301234 by carrier
00:35     answer call 2
00:35 > call 2: caller is answered
00:35     start music for call 2
00:35     ring anna for call 2
00:35     watch anna/desk closely
00:36 > anna: answers
00:36     connect call 2 with anna
00:36 > call 2: caller joins the talk
00:36 > anna: joins the talk
00:36     tape call 2
00:36 > call 2: caller is on tape
00:40 > anna: enters *9
00:40     pause the tape of call 2
00:40     say agent/recording_paused to anna
00:43 > time passes
00:43     end the tape of call 2
00:43.5 > call 2: caller has a whole tape
00:43.5     keep the tape of call 2: 4 s, with anna, failed: pause: the switch says nothing
00:45 > call 2: caller hangs up
00:45     hang up anna
00:45     end the talk of call 2 and anna
00:45     record call 2: answered, waited 1 s, talked 9 s, recording failed
00:45 > anna: is gone
00:45     watch anna/desk as usual
