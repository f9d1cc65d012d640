# The lists a caller is on decide, and one who is blocked is refused before the call is answered.
00:00 > plan callers takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk
00:01 > anna logs in
00:01     stand-ins of +49301234: anna/desk
00:02 > call 1: arrives at +49301234, party max, on main/blocked
00:02     hang up call 1: rejected
00:02 > call 1: caller is gone
00:02     record call 1: completed
00:10 > call 2: arrives at +49301234, party eva, on main/press main/other
00:10     answer call 2
00:10 > call 2: caller is answered
00:10     say welcome_back to call 2
00:12 > call 2: caller has heard the prompt
00:12     start music for call 2
00:12     ring anna for call 2
00:12     watch anna/desk closely
00:13 > call 2: caller hangs up
00:13     stop ringing anna
00:13     record call 2: abandoned, waited 1 s, tag:vip
00:18 > time passes
00:18     hang up anna
00:18     watch anna/desk as usual
00:20 > call 3: arrives at +49301234, withheld
00:20     answer call 3
00:20 > call 3: caller is answered
00:20     start music for call 3 (calm)
00:21 > call 3: caller hangs up
00:21     record call 3: abandoned, waited 1 s
00:30 > call 4: arrives at +49301234, party ida
00:30     answer call 4
00:30 > call 4: caller is answered
00:30     start music for call 4
00:30     ring anna for call 4
00:30     watch anna/desk closely
00:31 > call 4: caller hangs up
00:31     stop ringing anna
00:31     record call 4: abandoned, waited 1 s
