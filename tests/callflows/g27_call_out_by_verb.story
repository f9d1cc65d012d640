# By verb the agent's phone rings first; a telephone that does not answer is on record.
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
00:50 > call 1: caller hangs up
00:50     hang up anna
00:50     end the talk of call 1 and anna
00:50     record call 1: answered, waited 3 s, talked 45 s
00:50 > anna: is gone
00:50     watch anna/desk as usual
01:00 > time passes
01:00     keep anna's wrap-up of call 1: 10 s
01:10 > anna wants to call p9 as +49301234
01:10     ring anna for errand 1-5 of p9
01:10     watch anna/desk closely
01:11 > anna: rings
01:12 > anna: answers
01:12     start music for anna
01:12     dial p9 for anna (dial) by no trunk, showing +49301234 for anna, as number 1
01:13 > number 1: rings
01:20 > number 1: is busy
01:20     hang up anna
01:20     end the talk of 1-8
01:20     record number 1: unreached, transferring 10 s
01:20 > anna: is gone
01:20     watch anna/desk as usual
01:30 > ben wants to call p9
01:30     ring ben for errand 1-10 of p9
01:30     watch ben/desk closely
01:31 > ben: declines
01:31     watch ben/desk as usual
01:31     record leg : unreached, transferring 1 s
