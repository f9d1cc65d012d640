# Who was led away by the time waited and comes back can stay.
00:00 > plan overflow_back takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk
00:02 > call 1: arrives at +49301234
00:02     answer call 1
00:02 > call 1: caller is answered
00:02     start music for call 1
00:32 > time passes
00:32     stop music for call 1
00:32     say choice to call 1
00:36 > call 1: caller has heard the prompt
00:37 > call 1: caller presses 1
00:37     start music for call 1
01:30 > call 1: caller hangs up
01:30     record call 1: abandoned, waited 83 s, overflow wait
