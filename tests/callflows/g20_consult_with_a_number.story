# A telephone outside is asked first, then has the caller.
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
00:15 > anna wants a consult to number p9
00:15     start music for call 1
00:15     start music for anna
00:15     dial p9 for anna (transfer) by carrier, showing +49301234 for anna, as number 1
00:16 > number 1: rings
00:20 > number 1: answers
00:20     connect anna with number 1
00:20 > anna: joins the talk
00:20 > number 1: joins the talk
00:30 > anna finishes the transfer
00:30     record consult of call 1: transferred, waited 5 s, talked 10 s
00:30     hang up anna
00:30     bring call 1 to number 1
00:30     bring number 1 to call 1
00:30     end the talk of anna
00:30 > number 1: joins the talk
00:30 > call 1: caller joins the talk
00:30 > anna: is gone
00:30     watch anna/desk as usual
00:40 > time passes
00:40     keep anna's wrap-up of call 1: 10 s
00:50 > number 1: hangs up
00:50     hang up call 1
00:50     end the talk of call 1 and number 1
00:50 > call 1: caller is gone
00:50     record call 1: answered, waited 3 s, talked 30 s, in consult 15 s, transferred
