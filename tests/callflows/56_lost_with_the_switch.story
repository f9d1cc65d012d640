# Callers the switch took with it come first when they call again within a quarter of an hour, long after an ordinary place is given up.
00:00 > plan no_wrap_up takes effect
00:00 > the switch is found; reachable anna/desk
00:01 > anna logs in
00:01     stand-ins of +49301234: anna/desk
00:02 > call 1: arrives at +49301234, party p1
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
00:12 > call 2: arrives at +49301234, party p2
00:12     answer call 2
00:12 > call 2: caller is answered
00:12     start music for call 2
00:15 > the switch is lost
00:17 > the switch is found, restarted; reachable anna/desk
00:17     hang up anna
00:17     end the talk of call 1 and anna
00:17     record call 1: media_server_lost, waited 7 s, talked 8 s
00:17     record call 2: media_server_lost, waited 5 s
00:17     watch anna/desk as usual
00:17     stand-ins of +49301234: anna/desk
03:00 > call 3: arrives at +49301234, party p3
03:00     answer call 3
03:00 > call 3: caller is answered
03:00     start music for call 3
03:00     ring anna for call 3
03:00     watch anna/desk closely
03:01 > anna: rings
03:02 > anna: answers
03:02     connect call 3 with anna
03:02 > call 3: caller joins the talk
03:02 > anna: joins the talk
03:10 > call 4: arrives at +49301234, party p4
03:10     answer call 4
03:10 > call 4: caller is answered
03:10     start music for call 4
03:15 > call 5: arrives at +49301234, party p2
03:15     answer call 5
03:15 > call 5: caller is answered
03:15     start music for call 5
03:17 > call 3: caller hangs up
03:17     hang up anna
03:17     end the talk of call 3 and anna
03:17     record call 3: answered, waited 2 s, talked 15 s
03:17 > anna: is gone
03:17     watch anna/desk as usual
03:17     ring anna for call 5
03:17     watch anna/desk closely
03:18 > anna: rings
03:19 > anna: answers
03:19     connect call 5 with anna
03:19 > call 5: caller joins the talk
03:19 > anna: joins the talk
03:20 > time passes
03:20     say queue/you_are_number, number/1 to call 4
03:20 > call 5: caller hangs up
03:20     hang up anna
03:20     end the talk of call 5 and anna
03:20     record call 5: answered, waited 4 s, talked 1 s, redialled
03:20 > anna: is gone
03:20     watch anna/desk as usual
03:20     ring anna for call 4
03:20     watch anna/desk closely
03:21 > call 4: caller hangs up
03:21     stop ringing anna
03:21     record call 4: abandoned, waited 11 s
