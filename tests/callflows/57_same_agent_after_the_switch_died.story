# Who was cut off in a talk by a dying switch gets the same agent on calling again, though another has been idle for longer.
00:00 > plan no_wrap_up takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk
00:01 > anna logs in
00:01     stand-ins of +49301234: anna/desk
00:02 > ben logs in
00:02     stand-ins of +49301234: anna/desk, ben/desk
00:03 > call 1: arrives at +49301234, party p1
00:03     answer call 1
00:03 > call 1: caller is answered
00:03     start music for call 1
00:03     ring anna for call 1
00:03     watch anna/desk closely
00:04 > anna: rings
00:09 > anna: answers
00:09     connect call 1 with anna
00:09 > call 1: caller joins the talk
00:09 > anna: joins the talk
00:15 > the switch is lost
00:17 > the switch is found, restarted; reachable anna/desk, ben/desk
00:17     hang up anna
00:17     end the talk of call 1 and anna
00:17     record call 1: media_server_lost, waited 6 s, talked 8 s
00:17     watch anna/desk as usual
00:17     stand-ins of +49301234: anna/desk, ben/desk
05:00 > call 2: arrives at +49301234, party p1
05:00     answer call 2
05:00 > call 2: caller is answered
05:00     start music for call 2
05:00     ring anna for call 2
05:00     watch anna/desk closely
05:01 > anna: rings
05:02 > anna: answers
05:02     connect call 2 with anna
05:02 > call 2: caller joins the talk
05:02 > anna: joins the talk
05:30 > call 2: caller hangs up
05:30     hang up anna
05:30     end the talk of call 2 and anna
05:30     record call 2: answered, waited 2 s, talked 28 s, redialled
