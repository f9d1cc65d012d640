# When the agent's line breaks in mid-talk the caller is told, goes to the head of the line, and gets the same agent when the line is back.
00:00 > plan direct takes effect
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
00:15 > anna: loses the line
00:15     end the talk of call 1 and anna
00:15     watch anna/desk as usual
00:15     start music for call 1
00:15     say queue/line_lost to call 1
00:17 > call 1: caller has heard the prompt
00:20 > time passes
00:20     say queue/you_are_number, number/2 to call 2
00:25 > time passes
00:25     ring anna for call 1
00:25     watch anna/desk closely
00:26 > anna: rings
00:27 > time passes
00:27     say queue/you_are_number, number/1 to call 1
00:28 > anna: answers
00:28     be silent for call 1
00:28     connect call 1 with anna
00:28 > call 1: caller joins the talk
00:28 > anna: joins the talk
00:29 > call 2: caller hangs up
00:29     record call 2: abandoned, waited 19 s
00:40 > call 1: caller hangs up
00:40     hang up anna
00:40     end the talk of call 1 and anna
00:40     record call 1: answered, waited 20 s, talked 18 s, line lost
00:40 > anna: is gone
00:40     watch anna/desk as usual
