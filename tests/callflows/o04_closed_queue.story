# A closed queue takes nobody in; whoever waits there already keeps the place, and the others are open.
00:00 > plan office takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk
00:01 > call 1: arrives at +49301234
00:01     answer call 1
00:01 > call 1: caller is answered
00:01     say welcome to call 1
00:02 > call 1: caller presses 1
00:02     be silent for call 1
00:02     start music for call 1
00:03 > somebody sets queue/sales to closed
00:04 > call 2: arrives at +49301234
00:04     answer call 2
00:04 > call 2: caller is answered
00:04     say welcome to call 2
00:05 > call 2: caller presses 1
00:05     be silent for call 2
00:05     say closed to call 2
00:08 > call 2: caller has heard the prompt
00:08     hang up call 2
00:08 > call 2: caller is gone
00:08     record call 2: closed, closed by override
00:09 > somebody sets queue/help to say, saying override/late
00:10 > call 3: arrives at +49301234
00:10     answer call 3
00:10 > call 3: caller is answered
00:10     say welcome to call 3
00:11 > call 3: caller presses 2
00:11     be silent for call 3
00:11     start music for call 3 (calm)
00:11     say override/late to call 3
00:12 > time passes
00:12     say queue/you_are_number, number/1 to call 1
00:14 > call 3: caller has heard the prompt
00:15 > call 3: caller hangs up
00:15     record call 3: abandoned, waited 4 s, told in queue
00:16 > call 1: caller hangs up
00:16     record call 1: abandoned, waited 14 s
