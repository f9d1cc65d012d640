# A talk survives the loss of the switch's connection; who hung up meanwhile is found gone.
00:00 > plan direct takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk
00:01 > anna logs in
00:01     stand-ins of +49301234: anna/desk
00:01 > ben logs in
00:01     stand-ins of +49301234: anna/desk, ben/desk
00:02 > call 1: arrives at +49301234 by carrier
00:02     answer call 1
00:02 > call 1: caller is answered
00:02     start music for call 1
00:02     ring anna for call 1
00:02     watch anna/desk closely
00:03 > anna: rings
00:09 > anna: answers
00:09     connect call 1 with anna
00:09 > call 1: caller joins the talk
00:09 > anna: joins the talk
00:10 > call 2: arrives at +49301234
00:10     answer call 2
00:10 > call 2: caller is answered
00:10     start music for call 2
00:10     ring ben for call 2
00:10     watch ben/desk closely
00:12 > ben: answers
00:12     connect call 2 with ben
00:12 > call 2: caller joins the talk
00:12 > ben: joins the talk
00:20 > the switch is lost
00:40 > the switch is found with call 1 talk, anna talk, ben talk; reachable anna/desk, ben/desk
00:40     hang up ben
00:40     end the talk of call 2 and ben
00:40     record call 2: answered, waited 2 s, talked 28 s
00:40     hang up ben
00:40     end the talk of call 2 and ben
00:40     stand-ins of +49301234: anna/desk, ben/desk
00:40 > ben: is gone
00:40     watch ben/desk as usual
00:50 > time passes
00:50     keep ben's wrap-up of call 2: 10 s
00:50 > call 1: caller hangs up
00:50     hang up anna
00:50     end the talk of call 1 and anna
00:50     record call 1: answered, waited 7 s, talked 41 s
00:50 > anna: is gone
00:50     watch anna/desk as usual
