# One phone more rings every ten seconds; when one is picked up, the others stop.
00:00 > plan progressive takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk, carla/desk
00:01 > anna logs in
00:01     stand-ins of +49301234: anna/desk
00:02 > ben logs in
00:02     stand-ins of +49301234: anna/desk, ben/desk
00:03 > carla logs in
00:03     stand-ins of +49301234: anna/desk, ben/desk, carla/desk
00:10 > call 1: arrives at +49301234 by carrier
00:10     answer call 1
00:10 > call 1: caller is answered
00:10     start music for call 1
00:10     ring anna for call 1
00:10     watch anna/desk closely
00:11 > anna: rings
00:20 > time passes
00:20     ring ben for call 1
00:20     watch ben/desk closely
00:21 > ben: rings
00:25 > ben: answers
00:25     stop ringing anna
00:25     connect call 1 with ben
00:25 > call 1: caller joins the talk
00:25 > ben: joins the talk
00:25 > anna: is gone
00:25     watch anna/desk as usual
00:40 > call 1: caller hangs up
00:40     hang up ben
00:40     end the talk of call 1 and ben
00:40     record call 1: answered, waited 15 s, talked 15 s
00:40 > ben: is gone
00:40     watch ben/desk as usual
