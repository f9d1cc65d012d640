# Who leaves for a menu holds up nobody and comes back to the same place, in a full queue and with the agent they prefer.
00:00 > plan visit takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk
00:02 > call 1: arrives at +49301234
00:02     answer call 1
00:02 > call 1: caller is answered
00:02     start music for call 1
00:05 > call 2: arrives at +49301234
00:05     answer call 2
00:05 > call 2: caller is answered
00:05     start music for call 2
00:10 > call 1: caller presses 1
00:10     stop music for call 1
00:10     say choice to call 1
00:11 > call 3: arrives at +49301234
00:11     answer call 3
00:11 > call 3: caller is answered
00:11     start music for call 3
00:14 > call 1: caller has heard the prompt
00:15 > time passes
00:15     say queue/you_are_number, number/1 to call 2
00:17 > call 2: caller has heard the prompt
00:18 > call 1: caller presses 1
00:18     start music for call 1
00:21 > time passes
00:21     say queue/you_are_number, number/3 to call 3
00:22 > call 3: caller has heard the prompt
00:28 > time passes
00:28     say queue/you_are_number, number/1 to call 1
00:31 > call 1: caller has heard the prompt
00:32 > ben logs in
00:32     ring ben for call 1
00:32     watch ben/desk closely
00:32     stand-ins of +49301234: ben/desk
00:33 > ben: answers
00:33     connect call 1 with ben
00:33 > call 1: caller joins the talk
00:33 > ben: joins the talk
00:40 > call 1: caller hangs up
00:40     hang up ben
00:40     end the talk of call 1 and ben
00:40     record call 1: answered, waited 23 s, talked 7 s, left by key, key:1
00:40 > ben: is gone
00:40     watch ben/desk as usual
00:40 > call 2: caller hangs up
00:40     record call 2: abandoned, waited 35 s
00:40 > call 3: caller hangs up
00:40     record call 3: abandoned, waited 29 s
