# Who will probably wait long is offered something else; who will not hears music alone.
00:00 > plan invitation_by_estimate takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk
00:01 > anna logs in
00:01     stand-ins of +49301234: anna/desk
00:02 > call 1: arrives at +49301234
00:02     answer call 1
00:02 > call 1: caller is answered
00:02     start music for call 1
00:02     ring anna for call 1
00:02     watch anna/desk closely
00:03 > anna: rings
00:04 > call 2: arrives at +49301234
00:04     answer call 2
00:04 > call 2: caller is answered
00:04     start music for call 2
00:05 > time passes
00:05 > call 3: arrives at +49301234
00:05     answer call 3
00:05 > call 3: caller is answered
00:05     start music for call 3
00:07 > time passes
00:08 > time passes
00:08     say press_one to call 3
00:10 > time passes
00:11 > time passes
00:12 > call 3: caller has heard the prompt (an old one)
00:13 > time passes
00:13 > call 3: caller presses 1
00:13     be silent for call 3
00:13     stop music for call 3
00:13     say bye to call 3
00:14 > time passes
00:14 > call 3: caller has heard the prompt
00:14     hang up call 3
00:14 > call 3: caller is gone
00:14     record call 3: completed, waited 8 s, left by key, key:1
00:15 > call 2: caller hangs up
00:15     record call 2: abandoned, waited 11 s
00:15 > call 1: caller hangs up
00:15     stop ringing anna
00:15     record call 1: abandoned, waited 13 s
