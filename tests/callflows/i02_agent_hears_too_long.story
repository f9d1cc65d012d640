# Nobody says that the agent has heard the words: after half a minute the two are connected.
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
00:03 > anna: rings
00:05 > anna: answers
00:05     say a-call, be-kind to anna
00:13 > time passes
00:35 > time passes
00:35     connect call 1 with anna
00:35 > call 1: caller joins the talk
00:35 > anna: joins the talk
00:40 > call 1: caller hangs up
00:40     hang up anna
00:40     end the talk of call 1 and anna
00:40     record call 1: answered, waited 32 s, talked 5 s
