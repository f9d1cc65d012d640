# The phone holds the caller and asks somebody: the caller hears the messages until the phone, or the other, has them.
00:00 > plan heard takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk
00:01 > anna logs in
00:01     stand-ins of +49301234: anna/desk
00:02 > call 1: arrives at +49301234 by carrier
00:02     answer call 1
00:02 > call 1: caller is answered
00:02     say menu to call 1
00:03 > call 1: caller presses 1
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
00:10 > ben logs in
00:10     stand-ins of +49301234: ben/desk, anna/desk
00:15 > anna: holds
00:15     start music for call 1
00:16 > code 1: anna/desk calls agent ben
00:16     answer code 1
00:16     start music for code 1
00:16     ring ben for code 1
00:16     watch ben/desk closely
00:16 > code 1: is answered
00:17 > ben: rings
00:20 > ben: declines
00:20     watch ben/desk as usual
00:20     hang up code 1
00:20     record consult of call 1: unreached, waited 4 s
00:20     say agent/target_busy to anna
00:21 > code 1: is gone
00:25 > time passes
00:25     say soon to call 1
00:27 > call 1: caller has heard the prompt
00:30 > anna: resumes
00:30     bring call 1 to anna
00:30 > call 1: caller joins the talk
00:40 > anna: holds
00:40     start music for call 1
00:41 > code 2: anna/desk calls agent ben
00:41     answer code 2
00:41     start music for code 2
00:41     ring ben for code 2
00:41     watch ben/desk closely
00:41 > code 2: is answered
00:43 > ben: rings
00:45 > ben: answers
00:45     connect code 2 with ben
00:45 > code 2: joins the talk
00:45 > ben: joins the talk
00:50 > time passes
00:50     say patience to call 1
00:55 > anna finishes the transfer
00:55     hang up code 2
00:55     record consult of call 1: answered, waited 4 s, talked 10 s
00:55     hang up anna
00:55     be silent for call 1
00:55     bring call 1 to anna and ben
00:55     bring ben to call 1 and anna
00:55     end the talk of code 2
00:55 > ben: joins the talk
00:55 > call 1: caller joins the talk
00:55 > anna: is gone
00:55     watch anna/desk as usual
00:55 > code 2: is gone
01:00 > ben: hangs up
01:00     watch ben/desk as usual
01:00     end the talk of call 1 and anna and ben
01:00     say one-question to call 1
01:02 > call 1: caller hangs up
01:02     record call 1: answered, waited 2 s, talked 25 s, held 12 s, in consult 18 s, asked 2 s, transferred
