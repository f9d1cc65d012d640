# A prompt that fails or never ends is taken as heard.
00:00 > plan office takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk
00:01 > anna logs in
00:01     stand-ins of +49301234: anna/desk
00:02 > call 1: arrives at +49301234 by carrier
00:02     answer call 1
00:02 > call 1: caller is answered
00:02     say welcome to call 1
00:02.1 > call 1: caller hears no prompt
00:02.1     say menu to call 1
01:02.1 > time passes
01:02.1     be silent for call 1
01:03 > call 1: caller presses 9
01:03     say bye to call 1
02:03 > time passes
02:03     be silent for call 1
02:03     hang up call 1
02:03 > call 1: caller is gone
02:03     record call 1: completed
