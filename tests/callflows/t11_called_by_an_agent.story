# Whom an agent calls is asked on answering, while the agent hears music; an agent who leaves, or a no, and nothing is recorded.
00:00 > plan beside_asked takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk
00:01 > anna logs in
00:10 > code 1: anna/desk calls number p9
00:10     answer code 1
00:10     start music for code 1
00:10     dial p9 for anna (dial) by no trunk, showing +49301234 for code 1, as number 1
00:10 > code 1: is answered
00:14 > number 1: answers
00:14     say consent/ask to number 1
00:20 > number 1: has heard the prompt
00:21 > number 1: presses 1
00:21     connect number 1 with code 1
00:21 > code 1: joins the talk
00:21 > number 1: joins the talk
00:21     tape number 1
00:21 > number 1: is on tape
00:40 > number 1: hangs up
00:40     end the tape of number 1
00:40     hang up code 1
00:40     end the talk of number 1 and code 1
00:40     record number 1: answered, transferring 11 s, talked 19 s, recording given
00:40 > number 1: has a whole tape
00:40     keep the tape of number 1: 19 s, with anna, consent given
00:40 > code 1: is gone
00:40     watch anna/desk as usual
01:00 > code 2: anna/desk calls number p9
01:00     answer code 2
01:00     start music for code 2
01:00     dial p9 for anna (dial) by no trunk, showing +49301234 for code 2, as number 2
01:00 > code 2: is answered
01:04 > number 2: answers
01:04     say consent/ask to number 2
01:06 > number 2: presses 2
01:06     be silent for number 2
01:06     connect number 2 with code 2
01:06 > code 2: joins the talk
01:06 > number 2: joins the talk
01:20 > number 2: hangs up
01:20     hang up code 2
01:20     end the talk of number 2 and code 2
01:20     record number 2: answered, transferring 6 s, talked 14 s, recording refused
01:20 > code 2: is gone
01:20     watch anna/desk as usual
02:00 > code 3: anna/desk calls number p9
02:00     answer code 3
02:00     start music for code 3
02:00     dial p9 for anna (dial) by no trunk, showing +49301234 for code 3, as number 3
02:00 > code 3: is answered
02:04 > number 3: answers
02:04     say consent/ask to number 3
02:06 > code 3: hangs up
02:06     watch anna/desk as usual
02:06     end the talk of 1-14
02:06     hang up number 3
02:06 > number 3: is gone
02:06     record number 3: unreached, transferring 6 s
