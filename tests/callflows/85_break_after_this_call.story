# A break dialled for during a call is told as coming, waits for call and wrap-up, and is taken back by ready.
00:00 > plan short_lunch takes effect
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
00:12 > code 1: anna/desk dials *13
00:12     answer code 1
00:12 > code 1: is answered
00:12     say agent/break_after_call to code 1
00:14 > code 1: has heard the prompt
00:14     hang up code 1
00:14 > code 1: is gone
00:25 > call 1: caller hangs up
00:25     hang up anna
00:25     end the talk of call 1 and anna
00:25     record call 1: answered, waited 7 s, talked 16 s
00:25 > anna: is gone
00:25     watch anna/desk as usual
00:26 > anna is ready
00:26     keep anna's wrap-up of call 1: 1 s, ended by verb
00:27 > call 2: arrives at +49301234
00:27     answer call 2
00:27 > call 2: caller is answered
00:27     start music for call 2
00:27     ring anna for call 2
00:27     watch anna/desk closely
00:29 > anna: answers
00:29     connect call 2 with anna
00:29 > call 2: caller joins the talk
00:29 > anna: joins the talk
00:30 > code 2: anna/desk dials *13
00:30     answer code 2
00:30 > code 2: is answered
00:30     say agent/break_after_call to code 2
00:31 > code 2: hangs up
00:32 > code 3: anna/desk dials *12
00:32     answer code 3
00:32 > code 3: is answered
00:32     say agent/log_out_after_call to code 3
00:33 > code 3: hangs up
00:34 > call 2: caller hangs up
00:34     hang up anna
00:34     end the talk of call 2 and anna
00:34     record call 2: answered, waited 2 s, talked 5 s
00:34 > anna: is gone
00:34     watch anna/desk as usual
00:44 > time passes
00:44     keep anna's wrap-up of call 2: 10 s
00:44     stand-ins of +49301234: nobody
