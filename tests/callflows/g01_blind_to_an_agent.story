# A blind transfer rings the named agent while the caller hears music; who gave the call away writes notes.
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
00:15 > anna wants a blind transfer to agent ben
00:15     hang up anna
00:15     end the talk of call 1 and anna
00:15     start music for call 1
00:15     ring ben for call 1
00:15     watch ben/desk closely
00:15 > anna: is gone
00:15     watch anna/desk as usual
00:16 > ben: rings
00:20 > ben: answers
00:20     connect call 1 with ben
00:20 > call 1: caller joins the talk
00:20 > ben: joins the talk
00:25 > time passes
00:25     keep anna's wrap-up of call 1: 10 s
00:40 > call 1: caller hangs up
00:40     hang up ben
00:40     end the talk of call 1 and ben
00:40     record call 1: answered, waited 3 s, transferring 5 s, talked 30 s, transferred
00:40 > ben: is gone
00:40     watch ben/desk as usual
