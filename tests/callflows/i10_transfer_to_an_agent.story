# The dialplan leads to one agent: music until the phone is picked up, then the talk, in no queue.
00:00 > plan heard takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk
00:01 > ben logs in
00:01     stand-ins of +49301234: ben/desk
00:02 > call 1: arrives at +49301234 by carrier
00:02     answer call 1
00:02 > call 1: caller is answered
00:02     say menu to call 1
00:03 > call 1: caller presses 2
00:03     be silent for call 1
00:03     start music for call 1 (calm)
00:03     ring ben for call 1
00:03     watch ben/desk closely
00:03 > ben: rings
00:06 > ben: answers
00:06     say a-call, be-kind to ben in de
00:08 > ben: has heard the prompt
00:08     connect call 1 with ben
00:08 > call 1: caller joins the talk
00:08 > ben: joins the talk
00:20 > call 2: arrives at +49301234 by carrier
00:20     answer call 2
00:20 > call 2: caller is answered
00:20     say menu to call 2
00:21 > call 2: caller presses 2
00:21     be silent for call 2
00:21     start music for call 2 (calm)
00:21     stop music for call 2
00:21     start music for call 2 (calm)
00:30 > ben: hangs up
00:30     watch ben/desk as usual
00:30     end the talk of call 1 and ben (1-4)
00:30     say one-question to call 1
00:30     ring ben for call 2
00:30     watch ben/desk closely
00:30 > call 1: caller hangs up
00:30     record call 1: answered, transferring 5 s, talked 22 s
