# A phone that has not said within three seconds that it rings is unreachable; that is no missed offer of its owner.
00:00 > plan strict takes effect
00:00 > the switch is found; reachable anna/desk
00:01 > anna logs in
00:01     stand-ins of +49301234: anna/desk
00:02 > call 1: arrives at +49301234 by carrier
00:02     answer call 1
00:02 > call 1: caller is answered
00:02     start music for call 1
00:02     ring anna for call 1
00:02     watch anna/desk closely
00:05 > time passes
00:05     stop ringing anna
00:05.1 > anna: is gone
00:05.1     watch anna/desk as usual
00:12 > time passes
00:12     say queue/you_are_number, number/1 to call 1
00:15 > time passes
00:15     ring anna for call 1
00:15     watch anna/desk closely
00:15.5 > anna: is gone
00:15.5     watch anna/desk as usual
00:20 > call 1: caller hangs up
00:20     record call 1: abandoned, waited 18 s
