# The switch is away while the agent is rung, then the agent's line breaks: the caller is led on.
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
00:04 > the switch is lost
00:05 > the switch is found with call 1 ours, ben ringing; reachable anna/desk, ben/desk
00:05     start music for call 1 (calm)
00:05     stand-ins of +49301234: ben/desk
00:06 > ben: answers
00:06     say a-call, be-kind to ben in de
00:08 > ben: has heard the prompt
00:08     connect call 1 with ben
00:08 > call 1: caller joins the talk
00:08 > ben: joins the talk
00:20 > ben: loses the line
00:20     end the talk of call 1 and ben
00:20     say bye to call 1
00:20     watch ben/desk as usual
00:22 > call 1: caller has heard the prompt
00:22     hang up call 1
00:22 > call 1: caller is gone
00:22     record call 1: answered, transferring 5 s, talked 12 s, line lost, transfer lost
