# A telephone that is busy sends the caller back to the agent who gave the call away.
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
00:15 > anna wants a blind transfer to number p9
00:15     hang up anna
00:15     end the talk of call 1 and anna
00:15     start music for call 1
00:15     dial p9 for anna (transfer) by carrier, showing +49301234 for call 1, as number 1
00:15 > anna: is gone
00:15     watch anna/desk as usual
00:16 > number 1: rings
00:17 > anna ends the wrap-up
00:17     keep anna's wrap-up of call 1: 2 s, ended by verb
00:18 > number 1: is busy
00:18     ring anna for call 1
00:18     watch anna/desk closely
00:18 > anna: rings
00:20 > anna: answers
00:20     connect call 1 with anna
00:20 > call 1: caller joins the talk
00:20 > anna: joins the talk
00:25 > anna wants a warm transfer to number p9
00:25     start music for call 1
00:25     start music for anna
00:25     dial p9 for anna (transfer) by carrier, showing +49301234 for anna, as number 2
00:26 > number 2: rings
00:27 > number 2: answers
00:27     connect anna with number 2
00:27 > anna: joins the talk
00:27 > number 2: joins the talk
00:28 > anna finishes the transfer
00:28     record consult of call 1: transferred, waited 2 s, talked 1 s
00:28     bring call 1 to anna and number 2
00:28     bring anna to call 1 and number 2
00:28     bring number 2 to call 1 and anna
00:28     end the talk of 1-11
00:28 > call 1: caller joins the talk
00:28 > anna: joins the talk
00:28 > number 2: joins the talk
00:35 > number 2: hangs up
00:40 > anna: hangs up
00:40     watch anna/desk as usual
00:40     hang up call 1
00:40     end the talk of call 1 and anna and number 2
00:40 > call 1: caller is gone
00:40     record call 1: answered, waited 3 s, transferring 5 s, talked 27 s, in consult 3 s, transferred
