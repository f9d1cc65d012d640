# When joining fails the agent's leg is hung up and the caller keeps the place.
00:00 > plan direct takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk
00:01 > anna logs in
00:01     stand-ins of +49301234: anna/desk
00:01 > ben logs in
00:01     stand-ins of +49301234: anna/desk, ben/desk
00:02 > call 1: arrives at +49301234 by carrier
00:02     answer call 1
00:02 > call 1: caller is answered
00:02     start music for call 1
00:02     ring anna for call 1
00:02     watch anna/desk closely
00:04 > anna: answers
00:04     connect call 1 with anna
00:09 > time passes
00:09     hang up anna
00:09     end the talk of call 1 and anna
00:09     start music for call 1
00:09     say queue/one_moment to call 1
00:09     ring ben for call 1
00:09     watch ben/desk closely
00:09.02 > anna: is gone
00:09.02     watch anna/desk as usual
00:10 > ben: answers
00:10     be silent for call 1
00:10     connect call 1 with ben
00:10 > call 1: caller is refused Connect
00:10     hang up ben
00:10     end the talk of call 1 and ben
00:10     start music for call 1
00:10     say queue/one_moment to call 1
00:10.02 > ben: is gone
00:10.02     watch ben/desk as usual
00:12 > time passes
00:12 > call 1: caller hangs up
00:12     record call 1: abandoned, waited 10 s
