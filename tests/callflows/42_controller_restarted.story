# A controller that starts again goes on with every call and marks it.
00:00 > plan direct takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk
00:02 > call 1: arrives at +49301234 by carrier
00:02     answer call 1
00:02 > call 1: caller is answered
00:02     start music for call 1
00:05 > controller 2 starts
00:05 > the switch is found with call 1 ours; reachable anna/desk
00:05     start music for call 1
00:06 > anna logs in
00:06     ring anna for call 1
00:06     watch anna/desk closely
00:06     stand-ins of +49301234: anna/desk
00:08 > anna: answers
00:08     connect call 1 with anna
00:08 > call 1: caller joins the talk
00:08 > anna: joins the talk
00:09 > call 1: caller hangs up
00:09     hang up anna
00:09     end the talk of call 1 and anna
00:09     record call 1: answered, waited 6 s, talked 1 s, controller restarted
00:09 > anna: is gone
00:09     watch anna/desk as usual
