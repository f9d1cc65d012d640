# A phone that vanishes while it rings is not waited for: the next agent is rung at once.
00:00 > plan direct takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk
00:01 > anna logs in
00:01     stand-ins of +49301234: anna/desk
00:01 > ben logs in
00:01     stand-ins of +49301234: anna/desk, ben/desk
00:02 > call 1: arrives at +49301234 by carrier
00:02     answer call 1
00:02 > call 1: caller is answered
00:02     start music for call 1
00:02     ring anna for call 1
00:02     watch anna/desk closely
00:03 > anna: rings
00:06 > anna/desk: is unreachable
00:06     stop ringing anna
00:06     ring ben for call 1
00:06     watch ben/desk closely
00:06     stand-ins of +49301234: ben/desk
00:08 > ben: answers
00:08     connect call 1 with ben
00:08 > call 1: caller joins the talk
00:08 > ben: joins the talk
00:11 > time passes
00:11     hang up anna
00:11     watch anna/desk as usual
00:16 > time passes
00:20 > call 1: caller hangs up
00:20     hang up ben
00:20     end the talk of call 1 and ben
00:20     record call 1: answered, waited 6 s, talked 12 s
00:20 > ben: is gone
00:20     watch ben/desk as usual
