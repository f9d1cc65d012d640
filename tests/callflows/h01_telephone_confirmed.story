# An agent's mobile is rung through a trunk; what is said there names the queue, and the key 1 takes the call.
00:00 > plan telephone takes effect
00:00 > the switch is found; reachable anna/mobile
00:01 > anna logs in
00:02 > call 1: arrives at +49301234 by carrier, party p1
00:02     answer call 1
00:02 > call 1: caller is answered
00:02     start music for call 1
00:02     ring anna on mobile for call 1
00:02     watch anna/mobile closely
00:07 > anna: rings
00:12 > anna: answers
00:12     say agent/call_from_centre, names/sales, agent/press_one to anna
00:16 > anna: has heard the prompt
00:16     say agent/call_from_centre, names/sales, agent/press_one to anna
00:17 > anna: presses 5
00:18 > anna: presses 1
00:18     be silent for anna
00:18     connect call 1 with anna
00:18 > call 1: caller joins the talk
00:18 > anna: joins the talk
00:30 > anna: presses 1
00:40 > call 1: caller hangs up
00:40     hang up anna
00:40     end the talk of call 1 and anna
00:40     record call 1: answered, waited 16 s, talked 22 s
00:40 > anna: is gone
00:40     watch anna/mobile as usual
