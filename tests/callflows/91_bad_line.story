# One-way audio makes a line bad at once: no call until it has rested, then one as a trial.
00:00 > plan longest_idle takes effect
00:00 > the switch is found; reachable anna/desk
00:01 > anna logs in
00:01     stand-ins of +49301234: anna/desk
00:10 > call 1: arrives at +49301234 by carrier
00:10     answer call 1
00:10 > call 1: caller is answered
00:10     start music for call 1
00:10     ring anna for call 1
00:10     watch anna/desk closely
00:12 > anna: answers
00:12     connect call 1 with anna
00:12 > call 1: caller joins the talk
00:12 > anna: joins the talk
00:20 > anna: on anna/desk has alaw audio: in 0 of 0 lost, jitter 0 ms; out 0 of 400 lost, jitter 4 ms; round trip 60 ms, one_way
00:22 > call 1: caller hangs up
00:22     hang up anna
00:22     end the talk of call 1 and anna
00:22     record call 1: answered, waited 2 s, talked 10 s
00:22 > anna: is gone
00:22     watch anna/desk as usual
00:22     keep the audio of anna: MOS - in, 4.37 out, one way
00:30 > call 2: arrives at +49301234 by carrier
00:30     answer call 2
00:30 > call 2: caller is answered
00:30     start music for call 2
00:40 > call 2: caller hangs up
00:40     record call 2: abandoned, waited 10 s
05:00 > anna/desk: answers within 40 ms
05:20 > time passes
05:25 > call 3: arrives at +49301234 by carrier
05:25     answer call 3
05:25 > call 3: caller is answered
05:25     start music for call 3
05:25     ring anna for call 3, low bandwidth
05:25     watch anna/desk closely
05:27 > anna: answers
05:27     connect call 3 with anna
05:27 > call 3: caller joins the talk
05:27 > anna: joins the talk
05:40 > anna: on anna/desk has alaw audio in a test: in 1 of 500 lost, jitter 5 ms; out 0 of 500 lost, jitter 4 ms; round trip 40 ms, voice
05:42 > call 3: caller hangs up
05:42     hang up anna
05:42     end the talk of call 3 and anna
05:42     record call 3: answered, waited 2 s, talked 15 s
05:42 > anna: is gone
05:42     watch anna/desk as usual
05:42     keep the audio of anna: MOS 4.36 in, 4.37 out
