# On hold the caller hears the flow's messages in turn between music; back in the talk they stop.
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
00:10 > anna puts the caller on hold
00:10     start music for call 1
00:20 > time passes
00:20     say soon to call 1
00:24 > call 1: caller has heard the prompt
00:40 > time passes
00:40     say patience to call 1
00:41 > anna goes on with the talk
00:41     be silent for call 1
00:41     bring call 1 to anna
00:41 > call 1: caller joins the talk
00:49 > ben logs in
00:49     stand-ins of +49301234: ben/desk, anna/desk
00:50 > anna wants a consult to agent ben
00:50     start music for call 1
00:50     start music for anna
00:50     ring ben for anna
00:50     watch ben/desk closely
00:51 > ben: rings
01:00 > time passes
01:00     say soon to call 1
01:05 > anna takes the caller back
01:05     stop ringing ben
01:05     record consult of call 1: unreached, waited 15 s
01:05     be silent for call 1
01:05     bring call 1 to anna
01:05     bring anna to call 1
01:05 > call 1: caller joins the talk
01:05 > anna: joins the talk
01:10 > time passes
01:10     hang up ben
01:10     watch ben/desk as usual
01:10 > call 1: caller hangs up
01:10     hang up anna
01:10     end the talk of call 1 and anna
01:10     record call 1: answered, waited 2 s, talked 19 s, held 31 s, in consult 15 s
01:10 > anna: is gone
01:10     watch anna/desk as usual
