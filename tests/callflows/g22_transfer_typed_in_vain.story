# A number nobody may call gives the caller back.
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
00:15 > anna: enters *8
00:15     start music for call 1
00:15     start music for anna
00:15     say agent/target to anna
00:15     let anna type a target
00:18 > anna: has a number that is refused
00:18     no number of anna any more
00:18     bring call 1 to anna
00:18     bring anna to call 1
00:18     say agent/target_not_reached to anna
00:18 > call 1: caller joins the talk
00:18 > anna: joins the talk
00:20 > anna: enters *2
00:20     start music for call 1
00:20     start music for anna
00:20     say agent/target to anna
00:20     let anna type a target
00:20 > call 1: caller hears music
00:22 > anna: has a number that is allowed: p9
00:22     start music for call 1
00:22     start music for anna
00:22     dial p9 for anna (transfer) by carrier, showing +49301234 for anna, as number 1
00:25 > number 1: does not answer
00:25     record consult of call 1: unreached, waited 3 s
00:25     bring call 1 to anna
00:25     bring anna to call 1
00:25     say agent/target_no_answer to anna
00:25 > call 1: caller joins the talk
00:25 > anna: joins the talk
00:40 > anna: hangs up
00:40     watch anna/desk as usual
00:40     hang up call 1
00:40     end the talk of call 1 and anna
00:40 > call 1: caller is gone
00:40     record call 1: answered, waited 3 s, talked 27 s, in consult 8 s
