# A fixed wrap-up cannot be ended early, not by ready either; only its own time ends it, also before logging out.
00:00 > plan timed_fixed takes effect
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
00:25 > call 1: caller hangs up
00:25     hang up anna
00:25     end the talk of call 1 and anna
00:25     record call 1: answered, waited 7 s, talked 16 s
00:25 > anna: is gone
00:25     watch anna/desk as usual
00:26 > anna ends the wrap-up
00:26     refused: The wrap-up of anna ends by itself in 9 s, and not before.
00:27 > anna is ready
00:27     refused: The wrap-up of anna ends by itself in 8 s, and not before.
00:27 > code 1: anna/desk dials *14
00:27     answer code 1
00:27 > code 1: is answered
00:27     say agent/not_possible to code 1
00:28 > code 1: has heard the prompt
00:28     hang up code 1
00:28 > code 1: is gone
00:28 > anna wants 5 s more wrap-up
00:29 > anna logs out
00:40 > time passes
00:40     keep anna's wrap-up of call 1: 15 s
00:40     stand-ins of +49301234: nobody
