# An optional wrap-up is only had by who asks for it during the call; else the next call comes at once.
00:00 > plan optional takes effect
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
00:25     ring anna for call 2
00:25     watch anna/desk closely
00:26 > anna: answers
00:26     connect call 2 with anna
00:26 > call 2: caller joins the talk
00:26 > anna: joins the talk
00:27 > code 1: anna/desk dials *16
00:27     answer code 1
00:27 > code 1: is answered
00:27     say agent/wrap_up_more to code 1
00:29 > code 1: has heard the prompt
00:29     hang up code 1
00:29 > code 1: is gone
00:30 > call 3: arrives at +49301234
00:30     answer call 3
00:30 > call 3: caller is answered
00:30     start music for call 3
00:36 > call 2: caller hangs up
00:36     hang up anna
00:36     end the talk of call 2 and anna
00:36     record call 2: answered, waited 6 s, talked 10 s
00:36 > anna: is gone
00:36     watch anna/desk as usual
00:40 > time passes
00:40     say queue/you_are_number, number/1 to call 3
00:46 > time passes
00:46     keep anna's wrap-up of call 2: 10 s
00:46     ring anna for call 3
00:46     watch anna/desk closely
00:47 > call 3: caller hangs up
00:47     stop ringing anna
00:47     record call 3: abandoned, waited 17 s
00:47 > anna: is gone
00:47     watch anna/desk as usual
