# A switch that died while no controller lived: its calls end when it was last heard of.
00:00 > plan direct takes effect
00:00 > the switch is found; reachable anna/desk
00:01 > anna logs in
00:01     stand-ins of +49301234: anna/desk
00:02 > call 1: arrives at +49301234
00:02     answer call 1
00:02 > call 1: caller is answered
00:02     start music for call 1
00:02     ring anna for call 1
00:02     watch anna/desk closely
00:03 > anna: answers
00:03     connect call 1 with anna
00:03 > call 1: caller joins the talk
00:03 > anna: joins the talk
00:04 > call 2: arrives at +49301234
00:04     answer call 2
00:04 > call 2: caller is answered
00:04     start music for call 2
00:14 > time passes
00:14     say queue/you_are_number, number/1 to call 2
00:59 > time passes
01:00 > controller 2 starts
01:00 > the switch is found, restarted, lost at 00:20; reachable anna/desk
01:00     hang up anna
01:00     end the talk of call 1 and anna
01:00     record call 1: media_server_lost, waited 1 s, talked 17 s, controller restarted
01:00     record call 2: media_server_lost, waited 16 s, controller restarted
01:00     watch anna/desk as usual
01:00     stand-ins of +49301234: anna/desk
