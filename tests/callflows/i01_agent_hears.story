# The agent hears the flow's own words before the caller, who goes on hearing music.
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
00:08 > anna: has heard the prompt
00:08     connect call 1 with anna
00:08 > call 1: caller joins the talk
00:08 > anna: joins the talk
00:20 > call 1: caller hangs up
00:20     hang up anna
00:20     end the talk of call 1 and anna
00:20     record call 1: answered, waited 5 s, talked 12 s
00:20 > anna: is gone
00:20     watch anna/desk as usual
