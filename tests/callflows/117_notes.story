# A supervisor leaves anna a note; she is told of it at login and hears it once; a short one is nothing.
00:00 > plan watched takes effect
00:00 > the switch is found; reachable anna/desk, carla/desk
00:01 > code 1: carla/desk dials *8121
00:01     answer code 1
00:01 > code 1: is answered
00:01     say voicemail/leave_message, voicemail/beep to code 1
00:04 > code 1: has heard the prompt
00:04     record code 1 for at most 120 s
00:09 > code 1: has left 4000 ms
00:09     say voicemail/thanks to code 1
00:10 > code 1: has heard the prompt
00:10     hang up code 1
00:10 > code 1: is gone
00:20 > code 2: carla/desk dials *8121
00:20     answer code 2
00:20 > code 2: is answered
00:20     say voicemail/leave_message, voicemail/beep to code 2
00:24 > code 2: has heard the prompt
00:24     record code 2 for at most 120 s
00:25 > code 2: hangs up
00:25 > code 2: has left 300 ms
00:25     throw recording 1-5 away: too short
00:30 > code 3: anna/desk dials *11
00:30     answer code 3
00:30     stand-ins of +49301234: anna/desk
00:30 > code 3: is answered
00:30     say agent/logged_in, agent/notes_wait to code 3
00:32 > code 3: has heard the prompt
00:32     hang up code 3
00:32 > code 3: is gone
00:33 > code 4: anna/desk dials *82
00:33     answer code 4
00:33 > code 4: is answered
00:33     say recording/1-2, voicemail/beep to code 4
00:38 > code 4: has heard the prompt
00:38     throw recording 1-2 away
00:38     hang up code 4
00:38 > code 4: is gone
00:40 > code 5: anna/desk dials *82
00:40     answer code 5
00:40 > code 5: is answered
00:40     say agent/no_notes to code 5
00:42 > code 5: has heard the prompt
00:42     hang up code 5
00:42 > code 5: is gone
