# A call can be ended by hand once; agents are told plainly what is impossible.
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
00:10 > somebody ends call 1
00:10     hang up anna
00:10     end the talk of call 1 and anna
00:10     hang up call 1
00:10 > somebody ends call 1
00:10     refused: There is no call 1-1 to end; it may be over already.
00:10 > call 1: caller is gone
00:10     record call 1: answered, waited 7 s, talked 1 s
00:10 > anna: is gone
00:10     watch anna/desk as usual
00:11 > anna logs in
00:11     refused: Agent anna is logged in already.
00:12 > carl logs in
00:12     refused: There is no agent carl; the agents are those under `agents` in centre.yaml.
00:13 > ben logs out
00:13     refused: Agent ben is logged out; log in first.
00:14 > ben is ready
00:14     refused: Agent ben is logged out; log in first.
00:20 > time passes
00:20     keep anna's wrap-up of call 1: 10 s
