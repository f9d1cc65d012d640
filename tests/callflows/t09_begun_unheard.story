# Nobody heard that the recording runs: the pause before a second beginning still counts from the first.
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
00:05 > somebody pauses the tape of anna
00:05     pause the tape of call 1
00:05 > call 1: caller is off the tape for now
00:09 > somebody resumes the tape of anna
00:09     resume the tape of call 1
00:09 > call 1: caller is on tape again
00:10 > the switch is lost
00:12 > the switch is found with call 1 talk, anna talk; reachable anna/desk
00:12     tape call 1
00:12     stand-ins of +49301234: anna/desk
00:12 > call 1: caller is on tape
00:20 > call 1: caller hangs up
00:20     end the tape of call 1
00:20     hang up anna
00:20     end the talk of call 1 and anna
00:20     record call 1: answered, waited 2 s, talked 16 s
00:20 > call 1: caller has a whole tape
00:20     keep the tape of call 1: 16 s, with anna, paused 4 s
