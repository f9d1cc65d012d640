# After the switch was away a pause is asked for again, what had to end ends, and a tape that never began says so. A switch that died has cut one short.
00:00 > plan taped takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk
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
00:08 > somebody pauses the tape of anna
00:08     pause the tape of call 1
00:08 > call 1: caller is off the tape for now
00:10 > the switch is lost
00:11 > controller 2 starts
00:12 > the switch is found with call 1 talk, anna talk; reachable anna/desk, ben/desk
00:12     pause the tape of call 1
00:12     stand-ins of +49301234: anna/desk
00:12 > call 1: caller is off the tape for now
00:15 > somebody resumes the tape of anna
00:15     resume the tape of call 1
00:15 > call 1: caller is on tape again
00:17 > the switch is lost
00:18 > the switch is found; reachable anna/desk, ben/desk
00:18     end the tape of call 1
00:18     hang up anna
00:18     end the talk of call 1 and anna
00:18     record call 1: answered, waited 2 s, talked 14 s, controller restarted
00:18     watch anna/desk as usual
00:18     stand-ins of +49301234: anna/desk
00:18 > call 1: caller has a whole tape
00:18     keep the tape of call 1: 14 s, with anna, paused 7 s
00:28 > time passes
00:28     keep anna's wrap-up of call 1: 10 s
00:31 > call 2: arrives at +49301234 by carrier
00:31     answer call 2
00:31 > call 2: caller is answered
00:31     start music for call 2
00:31     ring anna for call 2
00:31     watch anna/desk closely
00:33 > anna: answers
00:33     connect call 2 with anna
00:33 > call 2: caller joins the talk
00:33 > anna: joins the talk
00:33     tape call 2
00:33 > call 2: caller has a tape that does not start: No such channel
00:33     end the tape of call 2
00:33 > call 2: caller has a tape without sound: no sound was written
00:33     keep the tape of call 2: 0 s, failed: start: No such channel
00:39 > call 2: caller hangs up
00:39     hang up anna
00:39     end the talk of call 2 and anna
00:39     record call 2: answered, waited 2 s, talked 6 s, recording failed
00:39 > anna: is gone
00:39     watch anna/desk as usual
00:49 > time passes
00:49     keep anna's wrap-up of call 2: 10 s
00:51 > call 3: arrives at +49301234 by carrier
00:51     answer call 3
00:51 > call 3: caller is answered
00:51     start music for call 3
00:51     ring anna for call 3
00:51     watch anna/desk closely
00:53 > anna: answers
00:53     connect call 3 with anna
00:53 > call 3: caller joins the talk
00:53 > anna: joins the talk
00:53     tape call 3
00:53 > call 3: caller is on tape
00:57 > the switch is lost
00:59 > the switch is found, restarted, lost at 00:57; reachable anna/desk, ben/desk
00:59     end the tape of call 3
00:59     hang up anna
00:59     end the talk of call 3 and anna
00:59     record call 3: media_server_lost, waited 2 s, talked 4 s, recording failed
00:59     watch anna/desk as usual
00:59     stand-ins of +49301234: anna/desk
00:59.5 > call 3: caller has a whole tape
00:59.5     keep the tape of call 3: 4 s, with anna, failed: the switch died
