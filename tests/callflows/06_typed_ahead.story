# A key pressed in the welcome cuts it short and chooses in the menu behind it.
00:00 > plan office takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk
00:01 > anna logs in
00:01     stand-ins of +49301234: anna/desk
00:02 > call 1: arrives at +49301234 by carrier
00:02     answer call 1
00:02 > call 1: caller is answered
00:02     say welcome to call 1
00:03 > call 1: caller presses 1
00:03     be silent for call 1
00:03     start music for call 1
00:03     ring anna for call 1
00:03     watch anna/desk closely
00:04 > call 1: caller hangs up
00:04     stop ringing anna
00:04     record call 1: abandoned, waited 1 s
00:04 > anna: is gone
00:04     watch anna/desk as usual
