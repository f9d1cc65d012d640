# What the queue step names goes before what the flow names; typed digits are answers, but no secret; silence ends a survey.
00:00 > plan heard takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk
00:01 > anna logs in
00:01     stand-ins of +49301234: anna/desk
00:02 > call 1: arrives at +49301234 by carrier
00:02     answer call 1
00:02 > call 1: caller is answered
00:02     say menu to call 1
00:03 > call 1: caller presses 3
00:03     be silent for call 1
00:03     start music for call 1
00:03     ring anna for call 1
00:03     watch anna/desk closely
00:04 > anna: answers
00:04     say a-call, be-kind to anna
00:05 > anna: has heard the prompt
00:05     connect call 1 with anna
00:05 > call 1: caller joins the talk
00:05 > anna: joins the talk
00:30 > anna: hangs up
00:30     watch anna/desk as usual
00:30     end the talk of call 1 and anna
00:30     let call 1 type 1 to 3 digits
00:30     say sorry to call 1
00:32 > call 1: caller has heard the prompt
00:32     say how-long to call 1
00:34 > call 1: caller begins to type
00:34     be silent for call 1
00:35 > call 1: caller has typed 2 digits: 25
00:35     let call 1 type 1 to 4 secret digits
00:35     say pin to call 1
00:36 > call 1: caller begins to type
00:36     be silent for call 1
00:38 > call 1: caller has typed 4 digits
00:38     hang up call 1
00:38 > call 1: caller is gone
00:38     record call 1: answered, waited 2 s, talked 25 s, asked 8 s, minutes 25
00:40 > time passes
00:40     keep anna's wrap-up of call 1: 10 s
00:50 > call 2: arrives at +49301234 by carrier
00:50     answer call 2
00:50 > call 2: caller is answered
00:50     say menu to call 2
00:51 > call 2: caller presses 1
00:51     be silent for call 2
00:51     start music for call 2
00:51     ring anna for call 2
00:51     watch anna/desk closely
00:52 > anna: answers
00:52     say a-call, be-kind to anna
00:53 > anna: has heard the prompt
00:53     connect call 2 with anna
00:53 > call 2: caller joins the talk
00:53 > anna: joins the talk
01:00 > anna: hangs up
01:00     watch anna/desk as usual
01:00     end the talk of call 2 and anna
01:00     say one-question to call 2
01:02 > call 2: caller has heard the prompt
01:02     say how-was-it to call 2
01:04 > call 2: caller has heard the prompt
01:09 > time passes
01:09     say how-was-it to call 2
01:10 > time passes
01:10     keep anna's wrap-up of call 2: 10 s
01:11 > call 2: caller has heard the prompt
01:16 > time passes
01:16     say thank-you to call 2
01:18 > call 2: caller has heard the prompt
01:18     hang up call 2
01:18 > call 2: caller is gone
01:18     record call 2: answered, waited 2 s, talked 7 s, asked 18 s
