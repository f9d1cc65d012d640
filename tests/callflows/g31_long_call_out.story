# A call to a telephone lasts as long as both stay: what limits the ringing ends with the answer.
00:00 > plan given takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk, carla/desk
00:01 > anna logs in
00:01     stand-ins of +49301234: anna/desk
00:01 > ben logs in
01:10 > code 1: anna/desk calls number p9
01:10     answer code 1
01:10     start music for code 1
01:10     dial p9 for anna (dial) by no trunk, showing +49301234 for code 1, as number 1
01:10 > code 1: is answered
01:11 > number 1: rings
01:14 > number 1: answers
01:14     connect number 1 with code 1
01:14 > code 1: joins the talk
01:14 > number 1: joins the talk
03:40 > number 1: hangs up
03:40     hang up code 1
03:40     end the talk of number 1 and code 1
03:40     record number 1: answered, transferring 4 s, talked 146 s
03:41 > code 1: is gone
03:41     watch anna/desk as usual
