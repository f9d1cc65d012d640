# An agent who takes a break while the phone rings is rung no more; the next agent is, at once.
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
00:04 > anna is not ready: lunch
00:04     stop ringing anna
00:04     ring ben for call 1
00:04     watch ben/desk closely
00:04     stand-ins of +49301234: ben/desk
00:04.02 > anna: is gone
00:04.02     watch anna/desk as usual
00:05 > ben: answers
00:05     connect call 1 with ben
00:05 > call 1: caller joins the talk
00:05 > ben: joins the talk
00:07 > call 1: caller hangs up
00:07     hang up ben
00:07     end the talk of call 1 and ben
00:07     record call 1: answered, waited 3 s, talked 2 s
00:07 > ben: is gone
00:07     watch ben/desk as usual
00:17 > time passes
00:17     keep ben's wrap-up of call 1: 10 s
