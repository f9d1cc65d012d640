# A caller who came while no controller lived is adopted with the time waited, before those who came later.
00:00 > plan direct takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk
00:20 > the switch is found with leg x9 fallback_waiting; reachable anna/desk
00:20     adopt leg x9
00:20 > call 1: arrives at +49301234
00:20     answer call 1
00:20 > call 1: caller is answered
00:20     start music for call 1
00:21 > call 2: arrives at +49301234, from the fallback, since 00:05
00:21     start music for call 2
00:22 > anna logs in
00:22     ring anna for call 2
00:22     watch anna/desk closely
00:22     stand-ins of +49301234: anna/desk
00:23 > call 2: caller hangs up
00:23     stop ringing anna
00:23     record call 2: abandoned, waited 18 s, adopted
00:23 > anna: is gone
00:23     watch anna/desk as usual
00:23     ring anna for call 1
00:23     watch anna/desk closely
00:24 > call 1: caller hangs up
00:24     stop ringing anna
00:24     record call 1: abandoned, waited 4 s
00:24 > anna: is gone
00:24     watch anna/desk as usual
