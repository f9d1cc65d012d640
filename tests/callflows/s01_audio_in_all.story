# Each leg's audio is kept when it is over, of the shortest talk and of who only waited, too.
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
00:14 > call 1: caller has alaw audio in all: in 2 of 200 lost, jitter 4 ms; out 0 of 190 lost, jitter 4 ms; round trip 60 ms
00:14 > call 1: caller hangs up
00:14     hang up anna
00:14     end the talk of call 1 and anna
00:14     record call 1: answered, waited 2 s, talked 2 s
00:14     keep the audio of call 1: MOS 4.28 in, 4.37 out
00:14 > anna: on anna/desk has opus audio in all: in 0 of 100 lost, jitter 4 ms; out 0 of 0 lost, jitter 0 ms; round trip 0 ms
00:14 > anna: is gone
00:14     watch anna/desk as usual
00:14     keep the audio of anna: MOS 4.36 in, - out
00:20 > call 2: arrives at +49301234 by carrier
00:20     answer call 2
00:20 > call 2: caller is answered
00:20     start music for call 2
00:20     ring anna for call 2
00:20     watch anna/desk closely
00:23 > time passes
00:23     stop ringing anna
00:25 > call 2: caller has g722 audio in all: in 0 of 250 lost, jitter 4 ms; out 0 of 0 lost, jitter 0 ms; round trip 0 ms
00:25 > call 2: caller hangs up
00:25     record call 2: abandoned, waited 5 s
00:25     keep the audio of call 2: MOS 4.34 in, - out
