# The language a caller chose is spoken from then on, and tags stand in the record.
00:00 > plan spoken takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk
00:02 > call 1: arrives at +49301234
00:02     answer call 1
00:02 > call 1: caller is answered
00:02     say languages to call 1
00:03 > call 1: caller presses 1
00:03     be silent for call 1
00:03     say bye to call 1 in de
00:05 > call 1: caller has heard the prompt
00:05     hang up call 1
00:05 > call 1: caller is gone
00:05     record call 1: completed, tag:german, tag:menu
