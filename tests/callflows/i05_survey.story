# Whom the agent leaves is asked; the key is on record, and the agent is free meanwhile.
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
00:30 > anna: hangs up
00:30     watch anna/desk as usual
00:30     end the talk of call 1 and anna
00:30     say one-question to call 1
00:32 > call 1: caller has heard the prompt
00:32     say how-was-it to call 1
00:34 > call 1: caller presses 7
00:34     be silent for call 1
00:34     say how-was-it to call 1
00:36 > call 1: caller presses 4
00:36     be silent for call 1
00:36     say thank-you to call 1
00:38 > call 1: caller has heard the prompt
00:38     hang up call 1
00:38 > call 1: caller is gone
00:38     record call 1: answered, waited 2 s, talked 25 s, asked 8 s, csat 4
