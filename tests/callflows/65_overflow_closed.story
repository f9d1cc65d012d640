# When the centre closes those who wait are told so, but not whose agent is being rung; later callers do not wait at all.
00:00 > plan overflow_closed takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk
00:50 > anna logs in
00:50     stand-ins of +49301234: anna/desk
00:55 > call 1: arrives at +49301234
00:55     answer call 1
00:55 > call 1: caller is answered
00:55     start music for call 1
00:55     ring anna for call 1
00:55     watch anna/desk closely
00:56 > anna: rings
00:58 > time passes
00:58 > call 2: arrives at +49301234
00:58     answer call 2
00:58 > call 2: caller is answered
00:58     start music for call 2
01:01 > time passes
01:01     stop music for call 2
01:01     say closed to call 2
01:04 > time passes
01:05 > call 2: caller has heard the prompt
01:05     hang up call 2
01:05 > call 2: caller is gone
01:05     record call 2: closed, waited 3 s, overflow closed
01:06 > call 3: arrives at +49301234
01:06     answer call 3
01:06 > call 3: caller is answered
01:06     say closed to call 3
01:07 > time passes
01:08 > anna: answers
01:08     connect call 1 with anna
01:08 > call 1: caller joins the talk
01:08 > anna: joins the talk
01:09 > call 3: caller has heard the prompt
01:09     hang up call 3
01:09 > call 3: caller is gone
01:09     record call 3: closed, overflow closed
01:20 > call 1: caller hangs up
01:20     hang up anna
01:20     end the talk of call 1 and anna
01:20     record call 1: answered, waited 13 s, talked 12 s
01:20 > anna: is gone
01:20     watch anna/desk as usual
