# A supervisor dials the code and the agent's short number; the PIN is asked for until it is right.
00:00 > plan watched takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk, carla/desk
00:01 > anna logs in
00:01     stand-ins of +49301234: anna/desk
00:01 > code 1: carla/desk dials *8021
00:01     answer code 1
00:01 > code 1: is answered
00:01     say agent/no_talk to code 1
00:02 > code 1: has heard the prompt
00:02     hang up code 1
00:02 > code 1: is gone
00:02 > call 1: arrives at +49301234 by carrier
00:02     answer call 1
00:02 > call 1: caller is answered
00:02     start music for call 1
00:02     ring anna for call 1
00:02     watch anna/desk closely
00:04 > anna: answers
00:04     connect call 1 with anna
00:04 > call 1: caller joins the talk
00:04 > anna: joins the talk
00:05 > code 2: carla/desk dials *8021
00:05     answer code 2
00:05 > code 2: is answered
00:05     let code 2 type the PIN of carla
00:05     say agent/pin to code 2
00:08 > code 2: has typed a wrong PIN
00:08     let code 2 type the PIN of carla
00:08     say agent/wrong_pin to code 2
00:12 > code 2: has typed a right PIN
00:12     let code 2 listen at anna
00:12 > code 2: joins the talk
00:14 > code 3: ben/desk dials *8021
00:14     answer code 3
00:14 > code 3: is answered
00:14     say agent/not_possible to code 3 in de
00:15 > code 3: hangs up
00:20 > anna: loses the line
00:20     end the talk of call 1 and anna
00:20     watch anna/desk as usual
00:20     start music for call 1
00:20     say queue/line_lost to call 1
00:20     hang up code 2
00:20 > code 2: is gone
00:20     watch carla/desk as usual
00:22 > call 1: caller hangs up
00:22     record call 1: answered, waited 4 s, talked 16 s, line lost, carla listen at anna 8 s
