# A message nobody hears is deleted after its days, and so is one that was heard.
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
01:10 > anna: has heard the prompt
01:10     hang up anna
01:10 > anna: is gone
01:10     watch anna/desk as usual
01:10     record voicemail of call 1: answered, waited 14 s, talked 28 s
01:11 > anna logs out
01:11     keep anna's wrap-up of leg : 1 s, ended by verb
01:11     stand-ins of +49301234: nobody
02:01 > call 2: arrives at +49301234 by carrier, party p2
02:01     answer call 2
02:01 > call 2: caller is answered
02:01     say menu to call 2
02:02 > call 2: caller presses 2
02:02     be silent for call 2
02:02     say voicemail/leave_message, voicemail/beep to call 2
02:05 > call 2: caller has heard the prompt
02:05     record call 2 for at most 60 s
02:25 > call 2: caller has left 20000 ms
02:25     say voicemail/thanks, goodbye to call 2
02:28 > call 2: caller has heard the prompt
02:28     hang up call 2
02:28 > call 2: caller is gone
02:28     record call 2: voicemail
02:28.000001 > time passes
43200:05 > time passes
43200:05     throw recording 1-4 away: expired
43202:05 > time passes
43202:05     record voicemail of call 2: unreached, waited 2591977 s, expired
43202:05     throw recording 1-14 away: expired
