# A menu's own branches are taken for silence and for wrong keys.
00:00 > plan branches takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk
00:01 > ben logs in
00:01     stand-ins of +49301234: ben/desk
00:02 > call 1: arrives at +49301234 by carrier
00:02     answer call 1
00:02 > call 1: caller is answered
00:02     say welcome to call 1
00:04 > call 1: caller has heard the prompt
00:04     say menu to call 1
00:05 > call 1: caller presses 7
00:05     be silent for call 1
00:05     say wrong_key, menu to call 1
00:06 > call 1: caller presses 8
00:06     be silent for call 1
00:06     say bye to call 1
00:07 > call 1: caller hangs up
00:07     record call 1: left_in_menu
00:10 > call 2: arrives at +49301234
00:10     answer call 2
00:10 > call 2: caller is answered
00:10     say welcome to call 2
00:11 > call 2: caller has heard the prompt
00:11     say menu to call 2
00:12 > call 2: caller has heard the prompt
00:17 > time passes
00:17     say no_key, menu to call 2
00:19 > call 2: caller has heard the prompt
00:24 > time passes
00:24     start music for call 2 (calm)
00:24     ring ben for call 2
00:24     watch ben/desk closely
00:25 > call 2: caller hangs up
00:25     stop ringing ben
00:25     record call 2: abandoned, waited 1 s
00:25 > ben: is gone
00:25     watch ben/desk as usual
