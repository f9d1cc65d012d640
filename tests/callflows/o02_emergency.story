# In an emergency the whole centre is closed, and those who wait are told and let go.
00:00 > plan direct takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk
00:01 > anna logs in
00:01     stand-ins of +49301234: anna/desk
00:02 > call 1: arrives at +49301234
00:02     answer call 1
00:02 > call 1: caller is answered
00:02     start music for call 1
00:02     ring anna for call 1
00:02     watch anna/desk closely
00:04 > anna: answers
00:04     connect call 1 with anna
00:04 > call 1: caller joins the talk
00:04 > anna: joins the talk
00:05 > call 2: arrives at +49301234
00:05     answer call 2
00:05 > call 2: caller is answered
00:05     start music for call 2
00:08 > somebody sets centre to closed, for the waiting too, saying override/fire
00:08     stop music for call 2
00:08     say override/fire to call 2
00:12 > call 2: caller has heard the prompt
00:12     hang up call 2
00:12 > call 2: caller is gone
00:12     record call 2: closed, waited 3 s, closed by override
00:13 > call 3: arrives at +49301234
00:13     answer call 3
00:13 > call 3: caller is answered
00:13     say override/fire to call 3
00:16 > call 3: caller has heard the prompt
00:16     hang up call 3
00:16 > call 3: caller is gone
00:16     record call 3: closed, closed by override
00:20 > call 1: caller hangs up
00:20     hang up anna
00:20     end the talk of call 1 and anna
00:20     record call 1: answered, waited 2 s, talked 16 s
00:20 > anna: is gone
00:20     watch anna/desk as usual
00:30 > time passes
00:30     keep anna's wrap-up of call 1: 10 s
00:40 > somebody ends closed at centre
00:41 > call 4: arrives at +49301234
00:41     answer call 4
00:41 > call 4: caller is answered
00:41     start music for call 4
00:41     ring anna for call 4
00:41     watch anna/desk closely
00:42 > call 4: caller hangs up
00:42     stop ringing anna
00:42     record call 4: abandoned, waited 1 s
00:42 > anna: is gone
00:42     watch anna/desk as usual
