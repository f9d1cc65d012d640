# A mailbox never takes a call: nobody presses the key in time, and the next agent is rung from the same place.
00:00 > plan telephone takes effect
00:00 > the switch is found; reachable anna/mobile, ben/desk
00:01 > anna logs in
00:02 > call 1: arrives at +49301234 by carrier, party p1
00:02     answer call 1
00:02 > call 1: caller is answered
00:02     start music for call 1
00:02     ring anna on mobile for call 1
00:02     watch anna/mobile closely
00:03 > anna: rings
00:06 > anna: answers
00:06     say agent/call_from_centre, names/sales, agent/press_one to anna
00:07 > ben logs in
00:07     stand-ins of +49301234: ben/desk
00:10 > anna: has heard the prompt
00:10     say agent/call_from_centre, names/sales, agent/press_one to anna
00:16 > time passes
00:16     hang up anna
00:16     ring ben for call 1
00:16     watch ben/desk closely
00:16 > anna: is gone
00:16     watch anna/mobile as usual
00:17 > ben: rings
00:18 > ben: answers
00:18     connect call 1 with ben
00:18 > call 1: caller joins the talk
00:18 > ben: joins the talk
00:30 > call 1: caller hangs up
00:30     hang up ben
00:30     end the talk of call 1 and ben
00:30     record call 1: answered, waited 16 s, talked 12 s
00:30 > ben: is gone
00:30     watch ben/desk as usual
