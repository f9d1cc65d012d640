# An agent logs in, takes a break and comes back by feature codes; the phone is not rung while it dials.
00:00 > plan direct takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk
00:02 > call 1: arrives at +49301234 by carrier
00:02     answer call 1
00:02 > call 1: caller is answered
00:02     start music for call 1
00:05 > code 1: anna/desk dials *11
00:05     answer code 1
00:05     stand-ins of +49301234: anna/desk
00:05 > code 1: is answered
00:05     say agent/logged_in to code 1
00:07 > code 1: has heard the prompt
00:07     hang up code 1
00:07 > code 1: is gone
00:07     ring anna for call 1
00:07     watch anna/desk closely
00:08 > anna: declines
00:08     watch anna/desk as usual
00:09 > code 2: anna/desk dials *13
00:09     answer code 2
00:09     stand-ins of +49301234: nobody
00:09 > code 2: is answered
00:09     say agent/not_ready to code 2
00:11 > code 2: has heard the prompt
00:11     hang up code 2
00:11 > code 2: is gone
00:12 > time passes
00:12     say queue/you_are_number, number/1 to call 1
00:18 > time passes
00:20 > code 3: anna/desk dials *14
00:20     answer code 3
00:20     stand-ins of +49301234: anna/desk
00:20 > code 3: hangs up
00:20     ring anna for call 1
00:20     watch anna/desk closely
00:21 > anna: declines
00:21     watch anna/desk as usual
00:22 > code 4: ben/desk dials *99
00:22     answer code 4
00:22 > code 4: is answered
00:22     say agent/unknown_code to code 4 in de
00:24 > code 4: has heard the prompt
00:24     hang up code 4
00:24 > code 4: is gone
00:25 > call 1: caller hangs up
00:25     record call 1: abandoned, waited 23 s
