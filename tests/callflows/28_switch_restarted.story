# A switch that died takes every call with it; each leaves its record and the agents are free.
00:00 > plan no_wrap_up takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk
00:01 > anna logs in
00:01     stand-ins of +49301234: anna/desk
00:02 > call 1: arrives at +49301234 by carrier
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
00:10 > call 2: arrives at +49301234
00:10     answer call 2
00:10 > call 2: caller is answered
00:10     start music for call 2
00:20 > time passes
00:20     say queue/you_are_number, number/1 to call 2
00:20 > the switch is lost
00:23 > the switch is found, restarted; reachable anna/desk
00:23     hang up anna
00:23     end the talk of call 1 and anna
00:23     record call 1: media_server_lost, waited 7 s, talked 14 s
00:23     record call 2: media_server_lost, waited 13 s
00:23     watch anna/desk as usual
00:23     stand-ins of +49301234: anna/desk
00:24 > call 3: arrives at +49301234
00:24     answer call 3
00:24 > call 3: caller is answered
00:24     start music for call 3
00:24     ring anna for call 3
00:24     watch anna/desk closely
00:25 > call 3: caller hangs up
00:25     stop ringing anna
00:25     record call 3: abandoned, waited 1 s
00:25 > anna: is gone
00:25     watch anna/desk as usual
