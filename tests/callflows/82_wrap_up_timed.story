# A timed wrap-up can be extended; it ends early only with its disposition, and by itself without one.
00:00 > plan timed takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk
00:01 > anna logs in
00:01     stand-ins of +49301234: anna/desk
00:02 > call 1: arrives at +49301234 by carrier
00:02     answer call 1
00:02 > call 1: caller is answered
00:02     start music for call 1
00:02     ring anna for call 1
00:02     watch anna/desk closely
00:03 > anna: rings
00:09 > anna: answers
00:09     connect call 1 with anna
00:09 > call 1: caller joins the talk
00:09 > anna: joins the talk
00:10 > call 2: arrives at +49301234
00:10     answer call 2
00:10 > call 2: caller is answered
00:10     start music for call 2
00:20 > time passes
00:20     say queue/you_are_number, number/1 to call 2
00:25 > call 1: caller hangs up
00:25     hang up anna
00:25     end the talk of call 1 and anna
00:25     record call 1: answered, waited 7 s, talked 16 s
00:25 > anna: is gone
00:25     watch anna/desk as usual
00:26 > anna wants 20 s more wrap-up
00:30 > anna ends the wrap-up
00:30     refused: Agent anna owes call 1-1 a disposition; give it first: voipcc agent disposition anna CODE.
00:55 > time passes
00:55     keep anna's wrap-up of call 1: 30 s, disposition missing
00:55     ring anna for call 2
00:55     watch anna/desk closely
00:56 > anna: answers
00:56     be silent for call 2
00:56     connect call 2 with anna
00:56 > call 2: caller joins the talk
00:56 > anna: joins the talk
01:00 > anna notes disposition 2
01:05 > call 2: caller hangs up
01:05     hang up anna
01:05     end the talk of call 2 and anna
01:05     record call 2: answered, waited 46 s, talked 9 s
01:05 > anna: is gone
01:05     watch anna/desk as usual
01:06 > anna notes disposition 12
01:07 > anna ends the wrap-up
01:07     keep anna's wrap-up of call 2: 2 s, disposition 12 (order / change), ended by verb
