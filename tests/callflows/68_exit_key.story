# A key leads a waiting caller out of the queue and ends the ringing; a key without a meaning does nothing.
00:00 > plan exit_key takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk
00:01 > anna logs in
00:01     stand-ins of +49301234: anna/desk
00:02 > call 1: arrives at +49301234
00:02     answer call 1
00:02 > call 1: caller is answered
00:02     start music for call 1
00:02     ring anna for call 1
00:02     watch anna/desk closely
00:03 > anna: rings
00:05 > call 1: caller presses 7
00:06 > call 1: caller presses 1
00:06     stop ringing anna
00:06     stop music for call 1
00:06     say choice to call 1
00:06 > anna: is gone
00:06     watch anna/desk as usual
00:09 > call 1: caller hangs up
00:09     record call 1: left_in_menu, waited 4 s, left by key, key:1
