# A waiting caller hears the position in the flow's language, and never while being connected.
00:00 > plan deutsch takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk
00:02 > call 1: arrives at +49301234 by carrier
00:02     answer call 1
00:02 > call 1: caller is answered
00:02     start music for call 1
00:03 > call 2: arrives at +49301234
00:03     answer call 2
00:03 > call 2: caller is answered
00:03     start music for call 2
00:12 > time passes
00:12     say queue/you_are_number, number/1 to call 1 in de
00:13 > time passes
00:13     say queue/you_are_number, number/2 to call 2 in de
00:14 > call 1: caller has heard the prompt
00:15 > anna logs in
00:15     ring anna for call 1
00:15     watch anna/desk closely
00:15     stand-ins of +49301234: anna/desk
00:16 > anna: declines
00:16     watch anna/desk as usual
00:26 > time passes
00:26     ring anna for call 1
00:26     watch anna/desk closely
00:27 > anna: rings
00:46 > time passes
00:46     stop ringing anna
00:51 > time passes
00:51     hang up anna
00:51     watch anna/desk as usual
00:57 > time passes
00:57     say queue/you_are_number, number/1 to call 1 in de
00:57.5 > ben logs in
00:57.5     ring ben for call 1
00:57.5     watch ben/desk closely
00:57.5     stand-ins of +49301234: anna/desk, ben/desk
00:58 > time passes
00:58 > ben: answers
00:58     be silent for call 1
00:58     connect call 1 with ben
00:58 > call 1: caller joins the talk
00:58 > ben: joins the talk
00:59 > call 1: caller hangs up
00:59     hang up ben
00:59     end the talk of call 1 and ben
00:59     record call 1: answered, waited 56 s, talked 1 s
00:59 > ben: is gone
00:59     watch ben/desk as usual
01:00 > call 2: caller hangs up
01:00     record call 2: abandoned, waited 57 s
