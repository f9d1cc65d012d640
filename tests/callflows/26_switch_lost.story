# While the switch is away nobody is rung; afterwards the waiting caller has music and the first free agent.
00:00 > plan direct takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk
00:02 > call 1: arrives at +49301234 by carrier
00:02     answer call 1
00:02 > call 1: caller is answered
00:02     start music for call 1
00:05 > the switch is lost
00:06 > anna logs in
00:06     stand-ins of +49301234: anna/desk
00:12 > time passes
00:30 > the switch is found with call 1 ours; reachable anna/desk
00:30     start music for call 1
00:30     stand-ins of +49301234: anna/desk
00:30     ring anna for call 1
00:30     watch anna/desk closely
00:31 > call 1: caller hangs up
00:31     stop ringing anna
00:31     record call 1: abandoned, waited 29 s
00:31 > anna: is gone
00:31     watch anna/desk as usual
