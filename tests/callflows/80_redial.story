# Who hangs up while waiting and calls again within two minutes has the old place.
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
00:12 > call 2: arrives at +49301234 by carrier, party p2
00:12     answer call 2
00:12 > call 2: caller is answered
00:12     start music for call 2
00:14 > call 3: arrives at +49301234 by carrier, party p3
00:14     answer call 3
00:14 > call 3: caller is answered
00:14     start music for call 3
00:20 > call 2: caller hangs up
00:20     record call 2: abandoned, waited 8 s
01:00 > call 4: arrives at +49301234 by carrier, party p2
01:00     answer call 4
01:00 > call 4: caller is answered
01:00     start music for call 4
01:10 > call 1: caller hangs up
01:10     hang up anna
01:10     end the talk of call 1 and anna
01:10     record call 1: answered, waited 1 s, talked 59 s
01:10 > anna: is gone
01:10     watch anna/desk as usual
01:10     ring anna for call 4
01:10     watch anna/desk closely
01:11 > anna: answers
01:11     connect call 4 with anna
01:11 > call 4: caller joins the talk
01:11 > anna: joins the talk
01:20 > call 4: caller hangs up
01:20     hang up anna
01:20     end the talk of call 4 and anna
01:20     record call 4: answered, waited 11 s, talked 9 s, redialled
01:20 > anna: is gone
01:20     watch anna/desk as usual
01:20     ring anna for call 3
01:20     watch anna/desk closely
01:21 > anna: answers
01:21     connect call 3 with anna
01:21 > call 3: caller joins the talk
01:21 > anna: joins the talk
01:30 > call 3: caller hangs up
01:30     hang up anna
01:30     end the talk of call 3 and anna
01:30     record call 3: answered, waited 67 s, talked 9 s
01:30 > anna: is gone
01:30     watch anna/desk as usual
