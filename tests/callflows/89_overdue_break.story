# A break longer than its reason allows is overdue at its time, and nobody is forced back.
00:00 > plan short_lunch takes effect
00:00 > the switch is found; reachable anna/desk
00:01 > anna logs in
00:01     stand-ins of +49301234: anna/desk
00:05 > anna is not ready: lunch
00:05     stand-ins of +49301234: nobody
00:10 > call 1: arrives at +49301234 by carrier
00:10     answer call 1
00:10 > call 1: caller is answered
00:10     start music for call 1
00:20 > time passes
00:20     say queue/you_are_number, number/1 to call 1
00:35 > time passes
00:36 > call 1: caller hangs up
00:36     record call 1: abandoned, waited 26 s
00:40 > anna is ready
00:40     stand-ins of +49301234: anna/desk
