# A telephone that is not there rescues nobody: the caller waits at the head of the line, and an agent whose line is back goes on.
00:00 > plan rescue takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk
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
00:15     end the talk of call 1 and anna
00:15     watch anna/desk as usual
00:15     start music for call 1
00:15     say queue/line_lost to call 1
00:15 > anna/desk: is unreachable
00:15     stand-ins of +49301234: ben/desk
00:18 > call 1: caller has heard the prompt
00:22 > anna/desk: is reachable
00:22     ring anna for call 1
00:22     watch anna/desk closely
00:22     stand-ins of +49301234: anna/desk, ben/desk
00:23 > anna: rings
00:24 > anna: answers
00:24     connect call 1 with anna
00:24 > call 1: caller joins the talk
00:24 > anna: joins the talk
00:30 > call 1: caller hangs up
00:30     hang up anna
00:30     end the talk of call 1 and anna
00:30     record call 1: answered, waited 12 s, talked 16 s, line lost
00:30 > anna: is gone
00:30     watch anna/desk as usual
