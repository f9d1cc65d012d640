# A key pressed in the welcome counts for a menu in another block; what must be heard is heard first.
00:00 > plan apart takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk
00:01 > anna logs in
00:01     stand-ins of +49301234: anna/desk
00:02 > call 1: arrives at +49301234 by carrier
00:02     answer call 1
00:02 > call 1: caller is answered
00:02     say welcome to call 1
00:03 > call 1: caller presses 1
00:03     be silent for call 1
00:03     say notice to call 1, not to be interrupted
00:09 > call 1: caller has heard the prompt
00:09     start music for call 1
00:09     ring anna for call 1
00:09     watch anna/desk closely
00:10 > call 1: caller hangs up
00:10     stop ringing anna
00:10     record call 1: abandoned, waited 1 s
