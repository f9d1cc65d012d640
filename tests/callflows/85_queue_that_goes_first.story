# Of an agent's two queues the one with the agent's higher priority goes first.
00:00 > plan two_queues takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk, carla/desk
00:01 > ben logs in
00:01     stand-ins of +49301234: ben/desk
00:01     stand-ins of +49309999: ben/desk
00:10 > call 1: arrives at +49301234 by carrier
00:10     answer call 1
00:10 > call 1: caller is answered
00:10     start music for call 1
00:10     ring ben for call 1
00:10     watch ben/desk closely
00:11 > ben: answers
00:11     connect call 1 with ben
00:11 > call 1: caller joins the talk
00:11 > ben: joins the talk
00:12 > call 2: arrives at +49301234 by carrier
00:12     answer call 2
00:12 > call 2: caller is answered
00:12     start music for call 2
00:20 > call 3: arrives at +49309999 by carrier
00:20     answer call 3
00:20 > call 3: caller is answered
00:20     start music for call 3 (calm)
00:30 > call 1: caller hangs up
00:30     hang up ben
00:30     end the talk of call 1 and ben
00:30     record call 1: answered, waited 1 s, talked 19 s
00:30 > ben: is gone
00:30     watch ben/desk as usual
00:30     ring ben for call 3
00:30     watch ben/desk closely
00:31 > ben: answers
00:31     connect call 3 with ben
00:31 > call 3: caller joins the talk
00:31 > ben: joins the talk
00:40 > call 3: caller hangs up
00:40     hang up ben
00:40     end the talk of call 3 and ben
00:40     record call 3: answered, waited 11 s, talked 9 s
00:40 > ben: is gone
00:40     watch ben/desk as usual
00:40     ring ben for call 2
00:40     watch ben/desk closely
00:41 > ben: answers
00:41     connect call 2 with ben
00:41 > call 2: caller joins the talk
00:41 > ben: joins the talk
00:50 > call 2: caller hangs up
00:50     hang up ben
00:50     end the talk of call 2 and ben
00:50     record call 2: answered, waited 29 s, talked 9 s
00:50 > ben: is gone
00:50     watch ben/desk as usual
