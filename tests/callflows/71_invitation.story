# After twenty seconds a caller is invited once to press a key, which counts only from then on.
00:00 > plan invitation takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk
00:02 > call 1: arrives at +49301234
00:02     answer call 1
00:02 > call 1: caller is answered
00:02     start music for call 1
00:10 > call 1: caller presses 1
00:22 > time passes
00:22     say press_one to call 1
00:25 > call 1: caller has heard the prompt
01:00 > call 1: caller presses 1
01:00     stop music for call 1
01:00     say choice to call 1
01:02 > call 1: caller has heard the prompt
01:03 > call 1: caller presses 1
01:03     start music for call 1
01:10 > call 1: caller hangs up
01:10     record call 1: abandoned, waited 65 s, left by key, key:1
