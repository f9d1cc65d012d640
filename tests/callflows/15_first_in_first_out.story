# After a missed offer the first caller is still the first to be served.
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
00:03 > call 2: arrives at +49301234
00:03     answer call 2
00:03 > call 2: caller is answered
00:03     start music for call 2
00:04 > anna: declines
00:04     watch anna/desk as usual
00:05 > ben logs in
00:05     ring ben for call 1
00:05     watch ben/desk closely
00:05     stand-ins of +49301234: anna/desk, ben/desk
00:06 > ben: declines
00:06     watch ben/desk as usual
00:12 > time passes
00:12     say queue/you_are_number, number/1 to call 1
00:13 > time passes
00:13     say queue/you_are_number, number/2 to call 2
00:14 > time passes
00:14     ring anna for call 1
00:14     watch anna/desk closely
00:15 > anna: answers
00:15     be silent for call 1
00:15     connect call 1 with anna
00:15 > call 1: caller joins the talk
00:15 > anna: joins the talk
00:16 > time passes
00:16     ring ben for call 2
00:16     watch ben/desk closely
00:17 > call 2: caller hangs up
00:17     stop ringing ben
00:17     record call 2: abandoned, waited 14 s
00:17 > ben: is gone
00:17     watch ben/desk as usual
00:20 > call 1: caller hangs up
00:20     hang up anna
00:20     end the talk of call 1 and anna
00:20     record call 1: answered, waited 13 s, talked 5 s
00:20 > anna: is gone
00:20     watch anna/desk as usual
