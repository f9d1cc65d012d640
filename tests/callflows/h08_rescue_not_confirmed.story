# Nobody confirms at the rescue telephone: for 20 s in all only the same agent is asked, then the next one has the caller.
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
00:16 > anna/desk: is unreachable
00:16     stand-ins of +49301234: ben/desk
00:18 > call 1: caller has heard the prompt
00:19 > anna: rings
00:21 > anna: answers
00:21     say agent/line_was_cut, agent/press_one to anna
00:31 > time passes
00:31     hang up anna
00:31 > anna: is gone
00:31     watch anna/home as usual
00:35 > time passes
00:35     ring ben for call 1
00:35     watch ben/desk closely
00:36 > ben: rings
00:37 > ben: answers
00:37     connect call 1 with ben
00:37 > call 1: caller joins the talk
00:37 > ben: joins the talk
00:50 > ben: hangs up
00:50     watch ben/desk as usual
00:50     hang up call 1
00:50     end the talk of call 1 and ben
00:50 > call 1: caller is gone
00:50     record call 1: answered, waited 25 s, talked 23 s, line lost
