# The switch dies while a message for callers is recorded: nobody tells its end, so it is thrown away.
00:00 > plan doors takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk, carla/desk, dora/desk
00:01 > code 1: carla/desk dials *90
00:01     answer code 1
00:01 > code 1: is answered
00:01     let code 1 type the PIN of carla
00:01     say agent/pin to code 1
00:05 > code 1: has typed a right PIN
00:05     say agent/close_until, date/day-17, date/month-6, number/20, number/25, number/8, time/oclock, time/morning, agent/close_confirm to code 1
00:08 > code 1: presses 2
00:08     be silent for code 1
00:08     say voicemail/beep to code 1
00:09 > code 1: has heard the prompt
00:09     record code 1 for at most 60 s
00:12 > the switch is lost
00:14 > the switch is found, restarted; reachable carla/desk
00:14     throw recording 1-5 away
00:20 > call 1: arrives at +49301234
00:20     answer call 1
