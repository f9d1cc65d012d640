# Who held the caller of a conference hangs up: the caller is brought back to those who stay.
00:00 > plan given takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk, carla/desk
00:01 > anna logs in
00:01     stand-ins of +49301234: anna/desk
00:01 > ben logs in
00:02 > call 1: arrives at +49301234 by carrier
00:02     answer call 1
00:02 > call 1: caller is answered
00:02     start music for call 1
00:02     ring anna for call 1
00:02     watch anna/desk closely
00:03 > anna: rings
00:05 > anna: answers
00:05     connect call 1 with anna
00:05 > call 1: caller joins the talk
00:05 > anna: joins the talk
00:15 > anna wants a conference to agent ben
00:15     start music for call 1
00:15     start music for anna
00:15     ring ben for anna
00:15     watch ben/desk closely
00:16 > ben: rings
00:20 > ben: answers
00:20     connect anna with ben
00:20 > anna: joins the talk
00:20 > ben: joins the talk
00:20     record consult of call 1: completed, waited 5 s
00:20     bring call 1 to anna and ben
00:20     bring anna to call 1 and ben
00:20     bring ben to call 1 and anna
00:20     end the talk of 1-8
00:20 > call 1: caller joins the talk
00:20 > anna: joins the talk
00:20 > ben: joins the talk
00:25 > anna puts the caller on hold
00:25     start music for call 1
00:25 > call 1: caller hears music
00:30 > anna: hangs up
00:30     watch anna/desk as usual
00:30     bring call 1 to anna and ben
00:30 > call 1: caller joins the talk
00:40 > time passes
00:40     keep anna's wrap-up of call 1: 10 s
00:45 > call 1: caller hangs up
00:45     hang up ben
00:45     end the talk of call 1 and anna and ben
00:45     record call 1: answered, waited 3 s, talked 30 s, held 5 s, in consult 5 s
00:46 > ben: is gone
00:46     watch ben/desk as usual
