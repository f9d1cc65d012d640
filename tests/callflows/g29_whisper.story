# The agent hears which queue it is, and how long the caller waited, before the two are joined.
00:00 > plan whispered takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk
00:02 > call 1: arrives at +49301234 by carrier
00:02     answer call 1
00:02 > call 1: caller is answered
00:02     start music for call 1
00:20 > anna logs in
00:20     ring anna for call 1
00:20     watch anna/desk closely
00:20     stand-ins of +49301234: anna/desk
00:21 > anna: rings
00:25 > anna: answers
00:25     say sales-name to anna
00:27 > anna: has heard the prompt
00:27     connect call 1 with anna
00:27 > call 1: caller joins the talk
00:27 > anna: joins the talk
00:30 > anna is not ready: lunch
00:31 > call 2: arrives at +49301234 by carrier
00:31     answer call 2
00:31 > call 2: caller is answered
00:31     start music for call 2
00:50 > call 1: caller hangs up
00:50     hang up anna
00:50     end the talk of call 1 and anna
00:50     record call 1: answered, waited 25 s, talked 23 s
00:50 > anna: is gone
00:50     watch anna/desk as usual
01:00 > time passes
01:00     keep anna's wrap-up of call 1: 10 s
01:00     stand-ins of +49301234: nobody
02:20 > ben logs in
02:20     ring ben for call 2
02:20     watch ben/desk closely
02:20     stand-ins of +49301234: ben/desk
02:21 > ben: rings
02:22 > ben: answers
02:22     say sales-name to ben in de
02:31 > time passes
02:36 > time passes
02:37 > time passes
02:37     connect call 2 with ben
02:37 > call 2: caller joins the talk
02:37 > ben: joins the talk
02:40 > ben: hangs up
02:40     watch ben/desk as usual
02:40     hang up call 2
02:40     end the talk of call 2 and ben
02:40 > call 2: caller is gone
02:40     record call 2: answered, waited 126 s, talked 3 s
