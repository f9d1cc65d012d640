# A flow goes by how a queue stands at that moment: nobody waits, then one does.
00:00 > plan standing takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk
00:01 > anna logs in
00:01     stand-ins of +49301234: anna/desk
00:02 > call 1: arrives at +49301234
00:02     answer call 1
00:02 > call 1: caller is answered
00:02     start music for call 1
00:02     ring anna for call 1
00:02     watch anna/desk closely
00:04 > anna: answers
00:04     connect call 1 with anna
00:04 > call 1: caller joins the talk
00:04 > anna: joins the talk
00:10 > call 2: arrives at +49301234
00:10     answer call 2
00:10 > call 2: caller is answered
00:10     start music for call 2
00:12 > call 3: arrives at +49301234
00:12     answer call 3
00:12 > call 3: caller is answered
00:12     say bye to call 3
00:14 > call 3: caller has heard the prompt
00:14     hang up call 3
00:14 > call 3: caller is gone
00:14     record call 3: completed
00:20 > call 2: caller hangs up
00:20     record call 2: abandoned, waited 10 s
00:21 > call 1: caller hangs up
00:21     hang up anna
00:21     end the talk of call 1 and anna
00:21     record call 1: answered, waited 2 s, talked 17 s
00:21 > anna: is gone
00:21     watch anna/desk as usual
