# In wrap-up an agent gets no call; the end of the wrap-up brings the next one.
00:00 > plan direct takes effect
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
00:20 > call 2: arrives at +49301234
00:20     answer call 2
00:20 > call 2: caller is answered
00:20     start music for call 2
00:25 > call 1: caller hangs up
00:25     hang up anna
00:25     end the talk of call 1 and anna
00:25     record call 1: answered, waited 7 s, talked 16 s
00:25 > anna: is gone
00:25     watch anna/desk as usual
00:30 > time passes
00:30     say queue/you_are_number, number/1 to call 2
00:35 > time passes
00:35     keep anna's wrap-up of call 1: 10 s
00:35     ring anna for call 2
00:35     watch anna/desk closely
00:36 > call 2: caller hangs up
00:36     stop ringing anna
00:36     record call 2: abandoned, waited 16 s
00:36 > anna: is gone
00:36     watch anna/desk as usual
