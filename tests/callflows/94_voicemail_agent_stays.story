# An agent has heard a message and the switch does not hang up: after five seconds it is told again, and then believed.
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
00:25 > call 1: caller has left 20000 ms
00:25     say voicemail/thanks, goodbye to call 1
00:28 > call 1: caller has heard the prompt
00:28     hang up call 1
00:28 > call 1: caller is gone
00:28     record call 1: voicemail
00:28.000001 > time passes
00:40 > anna logs in
00:40     ring anna for errand 1-6 of p1
00:40     watch anna/desk closely
00:40     stand-ins of +49301234: anna/desk
00:40 > anna: rings
00:42 > anna: answers
00:42     say agent/voicemail, recording/1-4, voicemail/beep to anna
00:50 > anna: hangs up
00:50     watch anna/desk as usual
00:50.000001 > time passes
00:55 > ben logs in
00:55     ring ben for errand 1-11 of p1
00:55     watch ben/desk closely
00:55     stand-ins of +49301234: anna/desk, ben/desk
00:55 > ben: rings
00:56 > ben: answers
00:56     say agent/voicemail, recording/1-4, voicemail/beep to ben in de
01:00 > time passes
01:00     keep anna's wrap-up of leg : 10 s
01:20 > ben: has heard the prompt
01:20     hang up ben
01:25 > time passes
01:25     hang up ben
01:25     end the talk of 1-14
01:25     record voicemail of call 1: answered, waited 28 s, talked 29 s
01:30 > time passes
01:30     hang up ben
01:30     watch ben/desk as usual
