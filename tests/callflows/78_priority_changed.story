# A caller moved to a higher priority is next, though others came earlier.
00:00 > plan longest_idle takes effect
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
00:13 > call 3: arrives at +49301234 by carrier
00:13     answer call 3
00:13 > call 3: caller is answered
00:13     start music for call 3
00:14 > somebody moves call 3 to priority 5
00:20 > call 1: caller hangs up
00:20     hang up anna
00:20     end the talk of call 1 and anna
00:20     record call 1: answered, waited 1 s, talked 9 s
00:20 > anna: is gone
00:20     watch anna/desk as usual
00:20     ring anna for call 3
00:20     watch anna/desk closely
00:21 > anna: answers
00:21     connect call 3 with anna
00:21 > call 3: caller joins the talk
00:21 > anna: joins the talk
00:25 > call 3: caller hangs up
00:25     hang up anna
00:25     end the talk of call 3 and anna
00:25     record call 3: answered, waited 8 s, talked 4 s
00:25 > anna: is gone
00:25     watch anna/desk as usual
00:25     ring anna for call 2
00:25     watch anna/desk closely
00:26 > anna: answers
00:26     connect call 2 with anna
00:26 > call 2: caller joins the talk
00:26 > anna: joins the talk
00:30 > call 2: caller hangs up
00:30     hang up anna
00:30     end the talk of call 2 and anna
00:30     record call 2: answered, waited 14 s, talked 4 s
00:30 > anna: is gone
00:30     watch anna/desk as usual
00:31 > somebody moves call 2 to priority 9
00:31     refused: Call 1-5 waits in no queue; it may be served or over.
