# A line test by *60 lets the agent hear the own voice, says what the line is worth, and counts at once.
00:00 > plan longest_idle takes effect
00:00 > the switch is found; reachable anna/desk
00:01 > code 1: anna/desk dials *60
00:01     answer code 1
00:01 > code 1: is answered
00:01     say agent/line_test to code 1
00:06 > code 1: has heard the prompt
00:06     test the line of code 1 for 10 s
00:16 > code 1: on anna/desk has alaw audio in a test: in 12 of 500 lost, jitter 20 ms; out 90 of 500 lost, jitter 30 ms; round trip 120 ms, voice
00:16     say agent/line_quality, number/2, agent/point, number/6, agent/line_bad to code 1
00:21 > code 1: has heard the prompt
00:21     hang up code 1
00:21 > code 1: is gone
00:21     keep the audio of code 1: MOS 4.10 in, 2.58 out
00:30 > anna logs in
00:30     stand-ins of +49301234: anna/desk
00:31 > code 2: anna/desk dials *60
00:31     answer code 2
00:31 > code 2: is answered
00:31     say agent/line_test to code 2
00:36 > code 2: has heard the prompt
00:36     test the line of code 2 for 10 s
00:46 > code 2: on anna/desk has opus audio in a test: in 0 of 500 lost, jitter 5 ms; out 1 of 500 lost, jitter 6 ms; round trip 40 ms, voice
00:46     say agent/line_quality, number/4, agent/point, number/3, agent/line_good to code 2
00:51 > code 2: has heard the prompt
00:51     hang up code 2
00:51 > code 2: is gone
00:51     keep the audio of code 2: MOS 4.36 in, 4.33 out
01:00 > code 3: anna/desk dials *60
01:00     answer code 3
01:00 > code 3: is answered
01:00     say agent/line_test to code 3
01:05 > code 3: has heard the prompt
01:05     test the line of code 3 for 10 s
01:15 > code 3: on anna/desk has alaw audio in a test: in 0 of 0 lost, jitter 0 ms; out 0 of 500 lost, jitter 5 ms; round trip 40 ms, one_way
01:15     say agent/line_one_way to code 3
01:20 > code 3: has heard the prompt
01:20     hang up code 3
01:20 > code 3: is gone
01:20     keep the audio of code 3: MOS - in, 4.37 out, one way
