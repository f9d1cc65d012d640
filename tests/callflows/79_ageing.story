# A point of priority counts like thirty seconds: who has waited longer than that still goes first.
00:00 > plan ageing takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk, carla/desk
00:01 > anna logs in
00:01     stand-ins of +49301234: anna/desk
00:10 > call 1: arrives at +49301234 by carrier
00:10     answer call 1
00:10 > call 1: caller is answered
00:10     start music for call 1
00:10     ring anna for call 1
00:10     watch anna/desk closely
00:11 > anna: answers
00:11     connect call 1 with anna
00:11 > call 1: caller joins the talk
00:11 > anna: joins the talk
00:12 > call 2: arrives at +49301234 by carrier
00:12     answer call 2
00:12 > call 2: caller is answered
00:12     start music for call 2
00:50 > call 3: arrives at +49301234 by carrier
00:50     answer call 3
00:50 > call 3: caller is answered
00:50     start music for call 3
00:51 > somebody moves call 3 to priority 1
00:55 > call 1: caller hangs up
00:55     hang up anna
00:55     end the talk of call 1 and anna
00:55     record call 1: answered, waited 1 s, talked 44 s
00:55 > anna: is gone
00:55     watch anna/desk as usual
00:55     ring anna for call 2
00:55     watch anna/desk closely
00:56 > anna: answers
00:56     connect call 2 with anna
00:56 > call 2: caller joins the talk
00:56 > anna: joins the talk
00:57 > call 4: arrives at +49301234 by carrier
00:57     answer call 4
00:57 > call 4: caller is answered
00:57     start music for call 4
01:00 > call 5: arrives at +49301234 by carrier
01:00     answer call 5
01:00 > call 5: caller is answered
01:00     start music for call 5
01:05 > somebody moves call 5 to priority 1
01:10 > call 2: caller hangs up
01:10     hang up anna
01:10     end the talk of call 2 and anna
01:10     record call 2: answered, waited 44 s, talked 14 s
01:10 > anna: is gone
01:10     watch anna/desk as usual
01:10     ring anna for call 3
01:10     watch anna/desk closely
01:11 > anna: answers
01:11     connect call 3 with anna
01:11 > call 3: caller joins the talk
01:11 > anna: joins the talk
01:15 > call 3: caller hangs up
01:15     hang up anna
01:15     end the talk of call 3 and anna
01:15     record call 3: answered, waited 21 s, talked 4 s
01:15 > anna: is gone
01:15     watch anna/desk as usual
01:15     ring anna for call 5
01:15     watch anna/desk closely
01:16 > anna: answers
01:16     connect call 5 with anna
01:16 > call 5: caller joins the talk
01:16 > anna: joins the talk
01:20 > call 5: caller hangs up
01:20     hang up anna
01:20     end the talk of call 5 and anna
01:20     record call 5: answered, waited 16 s, talked 4 s
01:20 > anna: is gone
01:20     watch anna/desk as usual
01:20     ring anna for call 4
01:20     watch anna/desk closely
01:21 > anna: answers
01:21     connect call 4 with anna
01:21 > call 4: caller joins the talk
01:21 > anna: joins the talk
01:25 > call 4: caller hangs up
01:25     hang up anna
01:25     end the talk of call 4 and anna
01:25     record call 4: answered, waited 24 s, talked 4 s
01:25 > anna: is gone
01:25     watch anna/desk as usual
