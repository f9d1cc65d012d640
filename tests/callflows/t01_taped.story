# A talk is recorded from its first second to the caller's end; the agent pauses by code and by verb, hold changes nothing.
00:00 > plan taped takes effect
00:00 > the switch is found; reachable anna/desk
00:01 > anna logs in
00:01     stand-ins of +49301234: anna/desk
00:02 > call 1: arrives at +49301234 by carrier, party p1
00:02     answer call 1
00:02 > call 1: caller is answered
00:02     start music for call 1
00:02     ring anna for call 1
00:02     watch anna/desk closely
00:04 > anna: answers
00:04     connect call 1 with anna
00:04 > call 1: caller joins the talk
00:04.02 > anna: joins the talk
00:04.02     tape call 1
00:04.03 > call 1: caller is on tape
00:10 > anna: enters *9
00:10     pause the tape of call 1
00:10     say agent/recording_paused to anna
00:10.01 > call 1: caller is off the tape for now
00:20 > anna: enters *9
00:20     resume the tape of call 1
00:20     say agent/recording to anna
00:20.01 > call 1: caller is on tape again
00:25 > anna puts the caller on hold
00:25     start music for call 1
00:28 > anna goes on with the talk
00:28     bring call 1 to anna
00:28 > call 1: caller joins the talk
00:30 > somebody pauses the tape of anna
00:30     pause the tape of call 1
00:30.01 > call 1: caller is off the tape for now
00:31 > somebody pauses the tape of anna
00:31     refused: The recording is paused already.
00:32 > somebody resumes the tape of call 1
00:32     resume the tape of call 1
00:32.01 > call 1: caller is on tape again
00:33 > somebody resumes the tape of call 1
00:33     refused: The recording is not paused.
00:40 > call 1: caller hangs up
00:40     end the tape of call 1
00:40     hang up anna
00:40     end the talk of call 1 and anna
00:40     record call 1: answered, waited 2.02 s, talked 32.98 s, held 3 s
00:40.2 > call 1: caller has a whole tape
00:40.2     keep the tape of call 1: 35.97 s, with anna, paused 10.01 s, paused 2.01 s
00:40.3 > anna: is gone
00:40.3     watch anna/desk as usual
00:41 > somebody pauses the tape of call 1
00:41     refused: There is no call 1-1, and no agent 1-1 who talks.
