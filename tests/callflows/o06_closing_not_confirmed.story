# Who hangs up, presses nothing or is cut off before key 1 has closed nothing; what was recorded is thrown away.
00:00 > plan doors takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk, carla/desk, dora/desk
00:01 > code 1: carla/desk dials *9031
00:01     answer code 1
00:01 > code 1: is answered
00:01     let code 1 type the PIN of carla
00:01     say agent/pin to code 1
00:03 > code 1: has typed a right PIN
00:03     say sales, agent/close_until, date/day-17, date/month-6, number/20, number/25, number/8, time/oclock, time/morning, agent/close_confirm to code 1
00:08 > code 1: has heard the prompt
00:18 > time passes
00:18     hang up code 1
00:18 > code 1: is gone
00:20 > code 2: carla/desk dials *9031
00:20     answer code 2
00:20 > code 2: is answered
00:20     let code 2 type the PIN of carla
00:20     say agent/pin to code 2
00:22 > code 2: has typed a right PIN
00:22     say sales, agent/close_until, date/day-17, date/month-6, number/20, number/25, number/8, time/oclock, time/morning, agent/close_confirm to code 2
00:23 > code 2: presses 2
00:23     be silent for code 2
00:23     say voicemail/beep to code 2
00:24 > code 2: has heard the prompt
00:24     record code 2 for at most 60 s
00:26 > code 2: hangs up
00:27 > code 2: has left 1500 ms
00:27     throw recording 1-8 away: too short
00:30 > code 3: carla/desk dials *9031
00:30     answer code 3
00:30 > code 3: is answered
00:30     let code 3 type the PIN of carla
00:30     say agent/pin to code 3
00:32 > code 3: has typed a right PIN
00:32     say sales, agent/close_until, date/day-17, date/month-6, number/20, number/25, number/8, time/oclock, time/morning, agent/close_confirm to code 3
00:33 > the switch is lost
00:34 > the switch is found with code 3 ours; reachable anna/desk, ben/desk, carla/desk, dora/desk
00:34     hang up code 3
00:34 > code 3: is gone
00:36 > code 4: carla/desk dials *90
00:36     answer code 4
00:36 > the switch is lost
00:37 > the switch is found, restarted; reachable anna/desk, ben/desk, carla/desk, dora/desk
00:38 > call 1: arrives at +49301234
00:38     answer call 1
00:38 > call 1: caller is answered
00:38     start music for call 1
00:39 > call 1: caller hangs up
00:39     record call 1: abandoned, waited 1 s
