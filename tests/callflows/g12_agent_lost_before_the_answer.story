# When the agent's line dies while the target rings the caller is first in the line again.
00:00 > plan given takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk, carla/desk
00:01 > anna logs in
00:01     stand-ins of +49301234: anna/desk
00:01 > ben logs in
00:02 > call 1: arrives at +49301234 by carrier
00:02     answer call 1
00:02 > call 1: caller is answered
00:02     start music for call 1
00:02     ring anna for call 1
00:02     watch anna/desk closely
00:03 > anna: rings
00:05 > anna: answers
00:05     connect call 1 with anna
00:05 > call 1: caller joins the talk
00:05 > anna: joins the talk
00:15 > anna wants a consult to agent ben
00:15     start music for call 1
00:15     start music for anna
00:15     ring ben for anna
00:15     watch ben/desk closely
00:16 > ben: rings
00:18 > anna: loses the line
00:18     stop ringing ben
00:18     record consult of call 1: unreached, waited 3 s
00:18     watch anna/desk as usual
00:18     end the talk of call 1 and anna
00:18     start music for call 1
00:18     say queue/line_lost to call 1
00:18 > ben: is gone
00:18     watch ben/desk as usual
00:20 > call 1: caller has heard the prompt
00:28 > time passes
00:28     ring anna for call 1
00:28     watch anna/desk closely
00:30 > call 1: caller hangs up
00:30     stop ringing anna
00:30     record call 1: answered, waited 15 s, talked 10 s, in consult 3 s, line lost
