# A parked caller hears music until somebody picks them up: by verb, by code, or the one who parked them.
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
00:15 > anna parks the caller
00:15     hang up anna
00:15     end the talk of call 1 and anna
00:15     start music for call 1
00:15 > anna: is gone
00:15     watch anna/desk as usual
00:20 > ben wants the caller at 1
00:20     ring ben for call 1
00:20     watch ben/desk closely
00:21 > ben: rings
00:22 > ben: declines
00:22     watch ben/desk as usual
00:25 > time passes
00:25     keep anna's wrap-up of call 1: 10 s
00:30 > code 1: ben/desk dials *61
00:30     answer code 1
00:30     connect call 1 with code 1
00:30 > code 1: is answered
00:30 > call 1: caller joins the talk
00:30 > code 1: joins the talk
00:40 > code 1: enters *5
00:40     end the talk of call 1 and code 1
00:40     say agent/parked, number/1 to code 1 in de
00:40     start music for call 1
00:40 > call 1: caller hears music
00:45 > time passes
00:45     hang up code 1
00:45     watch ben/desk as usual
00:45 > code 1: is gone
00:50 > time passes
00:50     keep ben's wrap-up of call 1: 10 s
02:40 > time passes
02:40     ring ben for call 1
02:40     watch ben/desk closely
02:41 > ben: rings
02:42 > ben: answers
02:42     connect call 1 with ben
02:42 > call 1: caller joins the talk
02:42 > ben: joins the talk
02:50 > ben: hangs up
02:50     watch ben/desk as usual
02:50     hang up call 1
02:50     end the talk of call 1 and ben
02:50 > call 1: caller is gone
02:50     record call 1: answered, waited 3 s, transferring 4 s, talked 28 s, parked 133 s, parked
