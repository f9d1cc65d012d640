# Who has been idle for the longest time is rung.
00:00 > plan longest_idle takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk, carla/desk
00:01 > ben logs in
00:01     stand-ins of +49301234: ben/desk
00:02 > anna logs in
00:02     stand-ins of +49301234: anna/desk, ben/desk
00:10 > call 1: arrives at +49301234 by carrier
00:10     answer call 1
00:10 > call 1: caller is answered
00:10     start music for call 1
00:10     ring ben for call 1
00:10     watch ben/desk closely
00:12 > ben: answers
00:12     connect call 1 with ben
00:12 > call 1: caller joins the talk
00:12 > ben: joins the talk
00:20 > call 1: caller hangs up
00:20     hang up ben
00:20     end the talk of call 1 and ben
00:20     record call 1: answered, waited 2 s, talked 8 s
00:20 > ben: is gone
00:20     watch ben/desk as usual
00:30 > call 2: arrives at +49301234 by carrier
00:30     answer call 2
00:30 > call 2: caller is answered
00:30     start music for call 2
00:30     ring anna for call 2
00:30     watch anna/desk closely
00:32 > anna: answers
00:32     connect call 2 with anna
00:32 > call 2: caller joins the talk
00:32 > anna: joins the talk
00:40 > call 2: caller hangs up
00:40     hang up anna
00:40     end the talk of call 2 and anna
00:40     record call 2: answered, waited 2 s, talked 8 s
00:40 > anna: is gone
00:40     watch anna/desk as usual
00:50 > call 3: arrives at +49301234 by carrier
00:50     answer call 3
00:50 > call 3: caller is answered
00:50     start music for call 3
00:50     ring ben for call 3
00:50     watch ben/desk closely
00:51 > call 3: caller hangs up
00:51     stop ringing ben
00:51     record call 3: abandoned, waited 1 s
00:51 > ben: is gone
00:51     watch ben/desk as usual
