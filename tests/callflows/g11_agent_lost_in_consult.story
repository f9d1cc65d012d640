# When the agent's line dies in a consult whoever had answered has the caller.
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
00:20 > ben: answers
00:20     connect anna with ben
00:20 > anna: joins the talk
00:20 > ben: joins the talk
00:30 > anna: loses the line
00:30     record consult of call 1: answered, waited 5 s, talked 10 s
00:30     watch anna/desk as usual
00:30     bring call 1 to ben
00:30     bring ben to call 1
00:30     end the talk of anna
00:30 > ben: joins the talk
00:30 > call 1: caller joins the talk
00:40 > time passes
00:50 > ben: hangs up
00:50     watch ben/desk as usual
00:50     hang up call 1
00:50     end the talk of call 1 and ben
00:50 > call 1: caller is gone
00:50     record call 1: answered, waited 3 s, talked 30 s, in consult 15 s, line lost, transferred
