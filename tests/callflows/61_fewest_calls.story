# Who took the fewest calls is rung, even when idle for a shorter time; a newcomer begins level.
00:00 > plan fewest_calls takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk, carla/desk
00:01 > anna logs in
00:01     stand-ins of +49301234: anna/desk
00:02 > ben logs in
00:02     stand-ins of +49301234: anna/desk, ben/desk
00:10 > call 1: arrives at +49301234 by carrier
00:10     answer call 1
00:10 > call 1: caller is answered
00:10     start music for call 1
00:10     ring anna for call 1
00:10     watch anna/desk closely
00:12 > anna: answers
00:12     connect call 1 with anna
00:12 > call 1: caller joins the talk
00:12 > anna: joins the talk
00:20 > call 1: caller hangs up
00:20     hang up anna
00:20     end the talk of call 1 and anna
00:20     record call 1: answered, waited 2 s, talked 8 s
00:20 > anna: is gone
00:20     watch anna/desk as usual
00:30 > call 2: arrives at +49301234 by carrier
00:30     answer call 2
00:30 > call 2: caller is answered
00:30     start music for call 2
00:30     ring ben for call 2
00:30     watch ben/desk closely
00:32 > ben: answers
00:32     connect call 2 with ben
00:32 > call 2: caller joins the talk
00:32 > ben: joins the talk
00:50 > call 2: caller hangs up
00:50     hang up ben
00:50     end the talk of call 2 and ben
00:50     record call 2: answered, waited 2 s, talked 18 s
00:50 > ben: is gone
00:50     watch ben/desk as usual
00:55 > carla logs in
00:55     stand-ins of +49301234: anna/desk, ben/desk, carla/desk
01:00 > call 3: arrives at +49301234 by carrier
01:00     answer call 3
01:00 > call 3: caller is answered
01:00     start music for call 3
01:00     ring anna for call 3
01:00     watch anna/desk closely
01:02 > anna: answers
01:02     connect call 3 with anna
01:02 > call 3: caller joins the talk
01:02 > anna: joins the talk
01:04 > call 3: caller hangs up
01:04     hang up anna
01:04     end the talk of call 3 and anna
01:04     record call 3: answered, waited 2 s, talked 2 s
01:04 > anna: is gone
01:04     watch anna/desk as usual
01:10 > call 4: arrives at +49301234 by carrier
01:10     answer call 4
01:10 > call 4: caller is answered
01:10     start music for call 4
01:10     ring ben for call 4
01:10     watch ben/desk closely
01:11 > call 4: caller hangs up
01:11     stop ringing ben
01:11     record call 4: abandoned, waited 1 s
01:11 > ben: is gone
01:11     watch ben/desk as usual
