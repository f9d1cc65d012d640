# Who types nothing, or nobody's number, has the caller back.
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
00:15 > anna: enters *1
00:15     start music for call 1
00:15     start music for anna
00:15     say agent/target to anna
00:15     let anna type a target
00:18 > anna: has a number that is nothing
00:18     no number of anna any more
00:18     bring call 1 to anna
00:18     bring anna to call 1
00:18     say agent/target_not_reached to anna
00:18 > call 1: caller joins the talk
00:18 > anna: joins the talk
00:20 > anna: enters *1
00:20     start music for call 1
00:20     start music for anna
00:20     say agent/target to anna
00:20     let anna type a target
00:22 > anna: enters *4
00:22     no number of anna any more
00:22     bring call 1 to anna
00:22     bring anna to call 1
00:22 > call 1: caller joins the talk
00:22 > anna: joins the talk
00:23 > anna: enters *4
00:23     say agent/not_possible to anna
00:50 > call 1: caller hangs up
00:50     hang up anna
00:50     end the talk of call 1 and anna
00:50     record call 1: answered, waited 3 s, talked 40 s, in consult 5 s
00:50 > anna: is gone
00:50     watch anna/desk as usual
