# A break asked for in a call begins after it and its wrap-up, and ready ends a wrap-up early.
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
00:12 > anna is not ready: lunch
00:25 > anna: hangs up
00:25     watch anna/desk as usual
00:25     hang up call 1
00:25     end the talk of call 1 and anna
00:25 > call 1: caller is gone
00:25     record call 1: answered, waited 7 s, talked 16 s
00:35 > time passes
00:35     keep anna's wrap-up of call 1: 10 s
00:35     stand-ins of +49301234: ben/desk
00:36 > call 2: arrives at +49301234
00:36     answer call 2
00:36 > call 2: caller is answered
00:36     start music for call 2
00:36     ring ben for call 2
00:36     watch ben/desk closely
00:38 > ben: answers
00:38     connect call 2 with ben
00:38 > call 2: caller joins the talk
00:38 > ben: joins the talk
00:40 > call 2: caller hangs up
00:40     hang up ben
00:40     end the talk of call 2 and ben
00:40     record call 2: answered, waited 2 s, talked 2 s
00:40 > ben: is gone
00:40     watch ben/desk as usual
00:41 > call 3: arrives at +49301234
00:41     answer call 3
00:41 > call 3: caller is answered
00:41     start music for call 3
00:42 > ben is ready
00:42     keep ben's wrap-up of call 2: 2 s, ended by verb
00:42     ring ben for call 3
00:42     watch ben/desk closely
00:43 > call 3: caller hangs up
00:43     stop ringing ben
00:43     record call 3: abandoned, waited 2 s
00:43 > ben: is gone
00:43     watch ben/desk as usual
