# Who waited in the fallback and has to say what for keeps the first entry: before those who came later.
00:00 > plan office takes effect
00:00 > the switch is found
00:05 > call 1: arrives at +49301234
00:05     answer call 1
00:05 > call 1: caller is answered
00:05     say welcome to call 1
00:06 > call 1: caller presses 1
00:06     be silent for call 1
00:06     start music for call 1
00:07 > call 2: arrives at +49301234, from the fallback, since 00:01
00:07     say welcome to call 2
00:08 > call 2: caller presses 1
00:08     be silent for call 2
00:08     start music for call 2
00:09 > call 2: caller has heard the prompt
00:10 > anna/desk: is reachable
00:10 > anna logs in
00:10     ring anna for call 2
00:10     watch anna/desk closely
00:10     stand-ins of +49301234: anna/desk
00:11 > anna: answers
00:11     connect call 2 with anna
00:11 > call 2: caller joins the talk
00:11 > anna: joins the talk
00:12 > call 2: caller hangs up
00:12     hang up anna
00:12     end the talk of call 2 and anna
00:12     record call 2: answered, waited 9 s, talked 1 s, adopted
00:12 > anna: is gone
00:12     watch anna/desk as usual
00:13 > call 1: caller hangs up
00:13     record call 1: abandoned, waited 7 s
