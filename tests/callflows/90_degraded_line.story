# An agent whose line has twice lost one packet in eight is rung after those on good lines.
00:00 > plan longest_idle takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk
00:01 > anna logs in
00:01     stand-ins of +49301234: anna/desk
00:02 > ben logs in
00:02     stand-ins of +49301234: anna/desk, ben/desk
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
00:16 > anna: on anna/desk has alaw audio: in 0 of 200 lost, jitter 5 ms; out 0 of 200 lost, jitter 4 ms; round trip 40 ms, voice
00:26 > anna: on anna/desk has alaw audio: in 60 of 500 lost, jitter 30 ms; out 3 of 500 lost, jitter 4 ms; round trip 60 ms, voice
00:36 > anna: on anna/desk has alaw audio: in 64 of 500 lost, jitter 35 ms; out 4 of 500 lost, jitter 4 ms; round trip 60 ms, voice
00:36 > call 1: caller has alaw audio: in 0 of 1200 lost, jitter 0 ms; out 0 of 0 lost, jitter 0 ms; round trip 0 ms
00:40 > call 1: caller hangs up
00:40     hang up anna
00:40     end the talk of call 1 and anna
00:40     record call 1: answered, waited 2 s, talked 28 s
00:40     keep the audio of call 1: MOS 4.38 in, - out
00:40 > anna: is gone
00:40     watch anna/desk as usual
00:40     keep the audio of anna: MOS 3.25 in, 4.32 out
00:50 > call 2: arrives at +49301234 by carrier
00:50     answer call 2
00:50 > call 2: caller is answered
00:50     start music for call 2
00:50     ring ben for call 2
00:50     watch ben/desk closely
00:52 > ben: answers
00:52     connect call 2 with ben
00:52 > call 2: caller joins the talk
00:52 > ben: joins the talk
00:58 > call 2: caller hangs up
00:58     hang up ben
00:58     end the talk of call 2 and ben
00:58     record call 2: answered, waited 2 s, talked 6 s
00:58 > ben: is gone
00:58     watch ben/desk as usual
01:10 > call 3: arrives at +49301234 by carrier
01:10     answer call 3
01:10 > call 3: caller is answered
01:10     start music for call 3
01:10     ring ben for call 3
01:10     watch ben/desk closely
01:12 > ben: declines
01:12     watch ben/desk as usual
01:12     ring anna for call 3, low bandwidth
01:12     watch anna/desk closely
01:14 > anna: answers
01:14     connect call 3 with anna
01:14 > call 3: caller joins the talk
01:14 > anna: joins the talk
01:22 > time passes
01:24 > anna: on anna/desk has alaw audio: in 0 of 500 lost, jitter 5 ms; out 0 of 500 lost, jitter 4 ms; round trip 40 ms, voice
01:34 > anna: on anna/desk has alaw audio: in 1 of 500 lost, jitter 5 ms; out 0 of 500 lost, jitter 4 ms; round trip 40 ms, voice
01:35 > call 3: caller hangs up
01:35     hang up anna
01:35     end the talk of call 3 and anna
01:35     record call 3: answered, waited 4 s, talked 21 s
01:35 > anna: is gone
01:35     watch anna/desk as usual
01:35     keep the audio of anna: MOS 4.37 in, 4.37 out
