# Lost outcomes end nothing and block nobody: each waiting state has a deadline.
00:00 > plan direct takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk
00:01 > anna logs in
00:01     stand-ins of +49301234: anna/desk
00:02 > call 1: arrives at +49301234
00:02     answer call 1
00:07 > time passes
00:07     answer call 1
00:08 > call 1: caller is answered
00:08     start music for call 1
00:08     ring anna for call 1
00:08     watch anna/desk closely
00:10 > anna: answers
00:10     connect call 1 with anna
00:10 > call 1: caller joins the talk
00:10 > anna: joins the talk
00:20 > somebody ends call 1
00:20     hang up anna
00:20     end the talk of call 1 and anna
00:20     hang up call 1
00:25 > time passes
00:25     hang up anna
00:25     watch anna/desk as usual
00:25     hang up call 1
00:30 > time passes
00:30     keep anna's wrap-up of call 1: 10 s
00:30     hang up call 1
00:30     record call 1: answered, waited 2 s, talked 10 s
