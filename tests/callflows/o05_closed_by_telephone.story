# A supervisor closes by code and PIN until the next opening, with a message; opens again; others may not.
00:00 > plan doors takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk, carla/desk, dora/desk
00:01 > code 1: carla/desk dials *90
00:01     answer code 1
00:01 > code 1: is answered
00:01     let code 1 type the PIN of carla
00:01     say agent/pin to code 1
00:03 > code 1: has typed a wrong PIN
00:03     let code 1 type the PIN of carla
00:03     say agent/wrong_pin to code 1
00:05 > code 1: has typed a right PIN
00:05     say agent/close_until, date/day-17, date/month-6, number/20, number/25, number/8, time/oclock, time/morning, agent/close_confirm to code 1
00:08 > code 1: presses 2
00:08     be silent for code 1
00:08     say voicemail/beep to code 1
00:09 > code 1: has heard the prompt
00:09     record code 1 for at most 60 s
00:15 > code 1: has left 5000 ms
00:15     say recording/1-7, agent/close_until, date/day-17, date/month-6, number/20, number/25, number/8, time/oclock, time/morning, agent/close_confirm to code 1
00:20 > code 1: has heard the prompt
00:21 > code 1: presses 1
00:21     say agent/close_done to code 1
00:23 > code 1: has heard the prompt
00:23     hang up code 1
00:23 > code 1: is gone
00:24 > call 1: arrives at +49301234
00:24     answer call 1
00:24 > call 1: caller is answered
00:24     say recording/1-7 to call 1
00:28 > call 1: caller has heard the prompt
00:28     hang up call 1
00:28 > call 1: caller is gone
00:28     record call 1: closed, closed by override
00:30 > code 2: dora/desk dials *90
00:30     answer code 2
00:30 > code 2: is answered
00:30     say agent/not_possible to code 2
00:31 > code 2: hangs up
00:32 > code 3: carla/desk dials *91
00:32     answer code 3
00:32 > code 3: is answered
00:32     let code 3 type the PIN of carla
00:32     say agent/pin to code 3
00:34 > code 3: has typed a right PIN
00:34     say agent/open_confirm to code 3
00:36 > code 3: presses 2
00:37 > code 3: presses 1
00:37     be silent for code 3
00:37     throw recording 1-7 away: expired
00:37     say agent/open_done to code 3
00:38 > code 3: has heard the prompt
00:38     hang up code 3
00:38 > code 3: is gone
00:40 > call 2: arrives at +49301234
00:40     answer call 2
00:40 > call 2: caller is answered
00:40     start music for call 2
00:41 > call 2: caller hangs up
00:41     record call 2: abandoned, waited 1 s
00:42 > code 4: dora/desk dials *9132
00:42     answer code 4
00:42 > code 4: is answered
00:42     let code 4 type the PIN of dora
00:42     say agent/pin to code 4
00:43 > code 4: has typed a right PIN
00:43     say agent/not_possible to code 4
00:45 > code 4: has heard the prompt
00:45     hang up code 4
00:45 > code 4: is gone
