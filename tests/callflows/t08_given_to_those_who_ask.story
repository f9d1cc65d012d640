# A queue that records nobody unasked ends the tape of a caller it is given by one that asks nobody.
00:00 > plan taped_mixed takes effect
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
00:08 > ben logs in
00:08     stand-ins of +49301234: anna/desk, ben/desk
00:10 > anna wants a blind transfer to queue help
00:10     hang up anna
00:10     end the talk of call 1 and anna
00:10     start music for call 1 (calm)
00:10     ring ben for call 1
00:10     watch ben/desk closely
00:10.5 > anna: is gone
00:10.5     watch anna/desk as usual
00:12 > ben: answers
00:12     connect call 1 with ben
00:12 > call 1: caller joins the talk
00:12 > ben: joins the talk
00:12     end the tape of call 1
00:12.1 > call 1: caller has a whole tape
00:12.1     keep the tape of call 1: 8 s, with anna
00:20 > time passes
00:20     keep anna's wrap-up of call 1: 10 s
00:20 > call 1: caller hangs up
00:20     hang up ben
00:20     end the talk of call 1 and ben
00:20     record call 1: answered, waited 4 s, talked 14 s, transferred
00:20 > ben: is gone
00:20     watch ben/desk as usual
