# The line of an agent dies in a talk: the telephone named for it rings, a key joins, and one record shows both legs.
00:00 > plan rescue takes effect
00:00 > the switch is found; reachable anna/desk, anna/home, ben/desk
00:01 > anna logs in
00:01     stand-ins of +49301234: anna/desk
00:02 > call 1: arrives at +49301234 by carrier, party p1
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
00:10 > ben logs in
00:10     stand-ins of +49301234: anna/desk, ben/desk
00:15 > anna: loses the line
00:15     end the talk of call 1 and anna (1-3)
00:15     watch anna/desk as usual
00:15     start music for call 1
00:15     say queue/line_lost to call 1
00:15     ring anna on home for call 1
00:15     watch anna/home closely
00:18 > call 1: caller has heard the prompt
00:20 > anna: rings
00:24 > anna: answers
00:24     say agent/line_was_cut, agent/press_one to anna
00:25 > time passes
00:28 > anna: presses 1
00:28     be silent for anna
00:28     connect call 1 with anna
00:28 > call 1: caller joins the talk
00:28 > anna: joins the talk
00:58 > call 1: caller hangs up
00:58     hang up anna
00:58     end the talk of call 1 and anna
00:58     record call 1: answered, waited 16 s, talked 40 s, line lost
00:58 > anna: is gone
00:58     watch anna/home as usual
