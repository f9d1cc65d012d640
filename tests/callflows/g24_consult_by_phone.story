# A second call on the phone that holds the caller is a consult; the transfer key gives the caller away.
00:00 > plan given takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk, carla/desk
00:01 > anna logs in
00:01     stand-ins of +49301234: anna/desk
00:01 > ben logs in
00:02 > call 1: arrives at +49301234 by carrier
00:02     answer call 1
00:02 > call 1: caller is answered
00:02     start music for call 1
00:02     ring anna for call 1
00:02     watch anna/desk closely
00:03 > anna: rings
00:05 > anna: answers
00:05     connect call 1 with anna
00:05 > call 1: caller joins the talk
00:05 > anna: joins the talk
00:15 > anna: holds
00:16 > code 1: anna/desk calls agent ben
00:16     answer code 1
00:16     start music for code 1
00:16     ring ben for code 1
00:16     watch ben/desk closely
00:16 > code 1: is answered
00:17 > ben: rings
00:20 > ben: answers
00:20     connect code 1 with ben
00:20 > code 1: joins the talk
00:20 > ben: joins the talk
00:30 > anna finishes the transfer
00:30     hang up code 1
00:30     record consult of call 1: answered, waited 4 s, talked 10 s
00:30     hang up anna
00:30     bring ben to call 1 and anna
00:30     end the talk of code 1
00:30 > ben: joins the talk
00:30 > anna: is gone
00:30     watch anna/desk as usual
00:30 > code 1: is gone
00:40 > time passes
00:40     keep anna's wrap-up of call 1: 10 s
00:50 > call 1: caller hangs up
00:50     hang up ben
00:50     end the talk of call 1 and anna and ben
00:50     record call 1: answered, waited 3 s, talked 30 s, held 1 s, in consult 14 s, transferred
00:50 > ben: is gone
00:50     watch ben/desk as usual
