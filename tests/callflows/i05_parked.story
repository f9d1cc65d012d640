# A parked caller hears the flow's messages for who is on hold, until somebody picks them up.
00:00 > plan heard takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk
00:01 > anna logs in
00:01     stand-ins of +49301234: anna/desk
00:01 > ben logs in
00:01     stand-ins of +49301234: ben/desk, anna/desk
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
00:10 > anna parks the caller
00:10     hang up anna
00:10     end the talk of call 1 and anna
00:10     start music for call 1
00:10 > anna: is gone
00:10     watch anna/desk as usual
00:20 > time passes
00:20     say soon to call 1
00:20     keep anna's wrap-up of call 1: 10 s
00:24 > call 1: caller has heard the prompt
00:30 > ben wants the caller at 1
00:30     ring ben for call 1
00:30     watch ben/desk closely
00:31 > ben: rings
00:32 > ben: declines
00:32     watch ben/desk as usual
00:42 > time passes
00:42     say patience to call 1
00:44 > code 1: ben/desk dials *61
00:44     be silent for call 1
00:44     answer code 1
00:44     connect call 1 with code 1
00:44 > code 1: is answered
00:44 > call 1: caller joins the talk
00:44 > code 1: joins the talk
00:50 > call 1: caller hangs up
00:50     hang up code 1
00:50     end the talk of call 1 and code 1
00:50     record call 1: answered, waited 2 s, transferring 2 s, talked 11 s, parked 32 s, parked
