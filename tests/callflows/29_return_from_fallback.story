# A caller who fell into the fallback queue is adopted and keeps the place and the first entry.
00:00 > plan direct takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk
00:02 > call 1: arrives at +49301234 by carrier
00:02     answer call 1
00:02 > call 1: caller is answered
00:02     start music for call 1
00:03 > call 2: arrives at +49301234
00:03     answer call 2
00:03 > call 2: caller is answered
00:03     start music for call 2
00:05 > the switch is lost
00:12 > time passes
00:13 > time passes
00:40 > the switch is found with call 1 fallback_waiting, call 2 ours; reachable anna/desk
00:40     adopt call 1
00:40     start music for call 2
00:40 > call 1: comes back from the fallback
00:40     start music for call 1
00:41 > anna logs in
00:41     ring anna for call 1
00:41     watch anna/desk closely
00:41     stand-ins of +49301234: anna/desk
00:42 > call 1: caller hangs up
00:42     stop ringing anna
00:42     record call 1: abandoned, waited 40 s, adopted
00:42 > anna: is gone
00:42     watch anna/desk as usual
00:42     ring anna for call 2
00:42     watch anna/desk closely
00:43 > call 2: caller hangs up
00:43     stop ringing anna
00:43     record call 2: abandoned, waited 40 s
00:43 > anna: is gone
00:43     watch anna/desk as usual
