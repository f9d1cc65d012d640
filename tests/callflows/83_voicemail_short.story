# Who hangs up in the middle of a message has left it; who says nothing has not.
00:00 > plan later takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk
00:01 > call 1: arrives at +49301234 by carrier, party p1
00:01     answer call 1
00:01 > call 1: caller is answered
00:01     say menu to call 1
00:02 > call 1: caller presses 2
00:02     be silent for call 1
00:02     say voicemail/leave_message, voicemail/beep to call 1
00:05 > call 1: caller has heard the prompt
00:05     record call 1 for at most 60 s
00:12 > call 1: caller hangs up
00:12     record call 1: voicemail
00:12 > call 1: caller has left 7000 ms
00:12.000001 > time passes
00:20 > call 2: arrives at +49301234 by carrier, party p2
00:20     answer call 2
00:20 > call 2: caller is answered
00:20     say menu to call 2
00:21 > call 2: caller presses 2
00:21     be silent for call 2
00:21     say voicemail/leave_message, voicemail/beep to call 2
00:23 > call 2: caller has heard the prompt
00:23     record call 2 for at most 60 s
00:29 > call 2: caller has left 0 ms
00:29     throw recording 1-9 away: too short
00:29     say goodbye to call 2
00:31 > call 2: caller has heard the prompt
00:31     hang up call 2
00:31 > call 2: caller is gone
00:31     record call 2: completed
00:40 > anna logs in
00:40     ring anna for errand 1-5 of p1
00:40     watch anna/desk closely
00:40     stand-ins of +49301234: anna/desk
00:40 > anna: rings
00:41 > anna: answers
00:41     say agent/voicemail, recording/1-4, voicemail/beep to anna
00:50 > anna: has heard the prompt
00:50     hang up anna
00:50 > anna: is gone
00:50     watch anna/desk as usual
00:50     record voicemail of call 1: answered, waited 29 s, talked 9 s
01:00 > time passes
01:00     keep anna's wrap-up of leg : 10 s
