# An agent who is away, declines, or does not answer: each has a block of its own.
00:00 > plan heard takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk
00:02 > call 1: arrives at +49301234 by carrier
00:02     answer call 1
00:02 > call 1: caller is answered
00:02     say menu to call 1
00:03 > call 1: caller presses 2
00:03     be silent for call 1
00:03     start music for call 1 (calm)
00:03     stop music for call 1
00:03     say voicemail/leave_message, voicemail/beep to call 1
00:05 > call 1: caller hangs up
00:05     record call 1: left_in_menu, transfer away
00:10 > ben logs in
00:10     stand-ins of +49301234: ben/desk
00:12 > call 2: arrives at +49301234 by carrier
00:12     answer call 2
00:12 > call 2: caller is answered
00:12     say menu to call 2
00:13 > call 2: caller presses 2
00:13     be silent for call 2
00:13     start music for call 2 (calm)
00:13     ring ben for call 2
00:13     watch ben/desk closely
00:13 > ben: rings
00:15 > ben: declines
00:15     watch ben/desk as usual
00:15     stop music for call 2
00:15     start music for call 2 (calm)
00:15     ring ben for call 2
00:15     watch ben/desk closely
00:16 > call 2: caller hangs up
00:16     stop ringing ben
00:16     record call 2: abandoned, waited 1 s, transferring 2 s, transfer busy
00:21 > time passes
00:21     hang up ben
00:21     watch ben/desk as usual
00:42 > call 3: arrives at +49301234 by carrier
00:42     answer call 3
00:42 > call 3: caller is answered
00:42     say menu to call 3
00:43 > call 3: caller presses 2
00:43     be silent for call 3
00:43     start music for call 3 (calm)
00:43     ring ben for call 3
00:43     watch ben/desk closely
00:43 > ben: rings
01:03 > time passes
01:03     stop ringing ben
01:03     stop music for call 3
01:03     start music for call 3
01:03 > ben: is gone
01:03     watch ben/desk as usual
01:03     ring ben for call 3
01:03     watch ben/desk closely
01:05 > call 3: caller hangs up
01:05     stop ringing ben
01:05     record call 3: abandoned, waited 2 s, transferring 20 s, transfer no answer
