# Carla records a prompt by phone: PIN, number, heard back, recorded again, published; anna may not, a wrong number is told.
00:00 > plan watched takes effect
00:00 > the switch is found; reachable anna/desk, carla/desk
00:01 > code 1: anna/desk dials *85
00:01     answer code 1
00:01 > code 1: is answered
00:01     say agent/not_possible to code 1
00:03 > code 1: has heard the prompt
00:03     hang up code 1
00:03 > code 1: is gone
00:05 > code 2: carla/desk dials *85
00:05     answer code 2
00:05 > code 2: is answered
00:05     let code 2 type the PIN of carla
00:05     say agent/pin to code 2
00:08 > code 2: has typed a wrong PIN
00:08     let code 2 type the PIN of carla
00:08     say agent/wrong_pin to code 2
00:12 > code 2: has typed a right PIN
00:12     say agent/prompt_number to code 2
00:14 > code 2: presses 9
00:14     be silent for code 2
00:15 > code 2: presses #
00:15     say agent/prompt_unknown to code 2
00:17 > code 2: presses 1
00:17     be silent for code 2
00:18 > code 2: presses 2
00:22 > time passes
00:22     say agent/prompt_speak, voicemail/beep to code 2
00:25 > code 2: has heard the prompt
00:25     record code 2 for at most 300 s
00:27 > code 2: has left 200 ms
00:27     throw recording 1-9 away: too short
00:27     say agent/prompt_speak, voicemail/beep to code 2
00:30 > code 2: has heard the prompt
00:30     record code 2 for at most 300 s
00:35 > code 2: has left 4000 ms
00:35     say recording/1-11, agent/prompt_choice to code 2
00:39 > code 2: presses 2
00:39     be silent for code 2
00:39     throw recording 1-11 away
00:39     say agent/prompt_speak, voicemail/beep to code 2
00:42 > code 2: has heard the prompt
00:42     record code 2 for at most 300 s
00:47 > code 2: has left 5000 ms
00:47     say recording/1-14, agent/prompt_choice to code 2
00:50 > code 2: presses 7
00:53 > code 2: presses 1
00:53     be silent for code 2
00:53     publish what code 2 spoke as de/welcome
00:54 > code 2: the prompt is published
00:54     say agent/prompt_published to code 2
00:54     throw recording 1-14 away
00:56 > code 2: has heard the prompt
00:56     hang up code 2
00:56 > code 2: is gone
01:00 > code 3: carla/desk dials *85
01:00     answer code 3
01:00 > code 3: is answered
01:00     let code 3 type the PIN of carla
01:00     say agent/pin to code 3
01:04 > code 3: has typed a right PIN
01:04     say agent/prompt_number to code 3
01:05 > code 3: presses 1
01:05     be silent for code 3
01:06 > code 3: presses 2
01:07 > code 3: presses #
01:07     say agent/prompt_speak, voicemail/beep to code 3
01:09 > code 3: has heard the prompt
01:09     record code 3 for at most 300 s
01:12 > code 3: hangs up
01:13 > code 3: has left 3000 ms
01:13     throw recording 1-21 away
01:20 > code 4: carla/desk dials *85
01:20     answer code 4
01:20 > code 4: is answered
01:20     let code 4 type the PIN of carla
01:20     say agent/pin to code 4
01:24 > code 4: has typed a right PIN
01:24     say agent/prompt_number to code 4
01:25 > code 4: presses 1
01:25     be silent for code 4
01:26 > code 4: presses 2
01:27 > code 4: presses #
01:27     say agent/prompt_speak, voicemail/beep to code 4
01:29 > code 4: has heard the prompt
01:29     record code 4 for at most 300 s
01:33 > code 4: has left 3000 ms
01:33     say recording/1-26, agent/prompt_choice to code 4
01:36 > code 4: presses 1
01:36     be silent for code 4
01:36     publish what code 4 spoke as de/welcome
01:37 > code 4: the prompt is not published: the disk is full
01:37     say agent/prompt_not_published to code 4
01:37     throw recording 1-26 away
01:39 > code 4: has heard the prompt
01:39     hang up code 4
01:39 > code 4: is gone
01:50 > code 5: carla/desk dials *85
01:50     answer code 5
01:50 > code 5: is answered
01:50     let code 5 type the PIN of carla
01:50     say agent/pin to code 5
01:55 > code 5: has typed a nothing PIN
01:55     say agent/wrong_pin to code 5
01:57 > code 5: has heard the prompt
01:57     hang up code 5
01:57 > code 5: is gone
