# Where nobody answers and the first agent is busy with notes the caller is first in the line again.
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
00:16 > anna wants 60 s more wrap-up
00:35 > time passes
00:35     stop ringing ben
00:35     start music for call 1
00:35     say transfer/back to call 1
00:35 > ben: is gone
00:35     watch ben/desk as usual
00:36 > call 1: caller has heard the prompt
00:40 > anna ends the wrap-up
00:40     keep anna's wrap-up of call 1: 25 s, ended by verb
00:40     ring anna for call 1
00:40     watch anna/desk closely
00:41 > anna: rings
00:42 > anna: answers
00:42     connect call 1 with anna
00:42 > call 1: caller joins the talk
00:42 > anna: joins the talk
00:50 > anna: hangs up
00:50     watch anna/desk as usual
00:50     hang up call 1
00:50     end the talk of call 1 and anna
00:50 > call 1: caller is gone
00:50     record call 1: answered, waited 10 s, transferring 20 s, talked 18 s, transferred
