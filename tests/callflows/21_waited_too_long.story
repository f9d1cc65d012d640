# After the longest wait the branch leads on, here to another queue; after that one's, goodbye.
00:00 > plan office takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk
00:02 > call 1: arrives at +49301234 by carrier
00:02     answer call 1
00:02 > call 1: caller is answered
00:02     say welcome to call 1
00:04 > call 1: caller has heard the prompt
00:04     say menu to call 1
00:05 > call 1: caller presses 1
00:05     be silent for call 1
00:05     start music for call 1
00:15 > time passes
00:15     say queue/you_are_number, number/1 to call 1
00:17 > call 1: caller has heard the prompt
01:00 > time passes
01:00     say queue/you_are_number, number/1 to call 1
01:45 > time passes
02:05 > time passes
02:05     be silent for call 1
02:05     stop music for call 1
02:05     say sorry to call 1
02:08 > call 1: caller has heard the prompt
02:08     start music for call 1 (calm)
03:08 > time passes
03:08     stop music for call 1
03:08     say queue/nobody_free, goodbye to call 1
03:12 > call 1: caller has heard the prompt
03:12     hang up call 1
03:12 > call 1: caller is gone
03:12     record call 1: overflowed, waited 180 s
