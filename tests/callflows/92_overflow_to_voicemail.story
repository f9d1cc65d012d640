# Without anybody there a caller leaves a message at once, and it is the first thing an agent hears.
00:00 > plan overflow_to_voicemail takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk
00:01 > call 1: arrives at +49301234 by carrier, party p1
00:01     answer call 1
00:01 > call 1: caller is answered
00:01     say voicemail/leave_message, voicemail/beep to call 1
00:04 > call 1: caller has heard the prompt
00:04     record call 1 for at most 60 s
00:14 > call 1: caller has left 10000 ms
00:14     say voicemail/thanks, goodbye to call 1
00:17 > call 1: caller has heard the prompt
00:17     hang up call 1
00:17 > call 1: caller is gone
00:17     record call 1: voicemail, overflow no staff
00:17.000001 > time passes
00:30 > anna logs in
00:30     ring anna for errand 1-5 of p1
00:30     watch anna/desk closely
00:30     stand-ins of +49301234: anna/desk
00:32 > anna: answers
00:32     say agent/voicemail, recording/1-3, voicemail/beep to anna
00:50 > anna: has heard the prompt
00:50     hang up anna
00:50 > anna: is gone
00:50     watch anna/desk as usual
00:50     record voicemail of call 1: answered, waited 15 s, talked 18 s
