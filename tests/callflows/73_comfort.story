# Messages come in order, and never within six seconds of another announcement.
00:00 > plan comfort takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk
00:02 > call 1: arrives at +49301234
00:02     answer call 1
00:02 > call 1: caller is answered
00:02     start music for call 1
00:10 > time passes
00:10     say one to call 1
00:12 > time passes
00:13 > call 1: caller has heard the prompt
00:19 > time passes
00:19     say queue/you_are_number, number/1 to call 1
00:22 > call 1: caller has heard the prompt
00:40 > time passes
00:40     say two to call 1
00:44 > call 1: caller has heard the prompt
01:04 > time passes
01:04     say queue/you_are_number, number/1 to call 1
01:10 > time passes
01:10 > call 1: caller has heard the prompt
01:16 > time passes
01:16     say one to call 1
01:20 > call 1: caller has heard the prompt
01:30 > call 1: caller hangs up
01:30     record call 1: abandoned, waited 88 s
