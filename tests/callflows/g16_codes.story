# By codes on the phone: the target is typed while the caller hears music, then consult and transfer.
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
00:15 > anna: enters *2
00:15     start music for call 1
00:15     start music for anna
00:15     say agent/target to anna
00:15     let anna type a target
00:16 > anna: has heard the prompt
00:18 > anna: has a number that is allowed, the agent ben
00:18     start music for call 1
00:18     start music for anna
00:18     ring ben for anna
00:18     watch ben/desk closely
00:19 > ben: rings
00:20 > ben: answers
00:20     connect anna with ben
00:20 > anna: joins the talk
00:20 > ben: joins the talk
00:25 > anna: enters *1
00:25     record consult of call 1: answered, waited 2 s, talked 5 s
00:25     hang up anna
00:25     bring call 1 to ben
00:25     bring ben to call 1
00:25     end the talk of anna
00:25 > ben: joins the talk
00:25 > call 1: caller joins the talk
00:25 > anna: is gone
00:25     watch anna/desk as usual
00:28 > ben: enters *9
00:35 > time passes
00:35     keep anna's wrap-up of call 1: 10 s
00:50 > call 1: caller hangs up
00:50     hang up ben
00:50     end the talk of call 1 and ben
00:50     record call 1: answered, waited 3 s, talked 35 s, in consult 10 s, transferred
00:50 > ben: is gone
00:50     watch ben/desk as usual
