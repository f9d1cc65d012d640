# Who does not answer is rung no more for thirty seconds.
00:00 > plan direct takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk
00:01 > anna logs in
00:01     stand-ins of +49301234: anna/desk
00:02 > call 1: arrives at +49301234 by carrier
00:02     answer call 1
00:02 > call 1: caller is answered
00:02     start music for call 1
00:02     ring anna for call 1
00:02     watch anna/desk closely
00:03 > anna: rings
00:12 > time passes
00:12     say queue/you_are_number, number/1 to call 1
00:22 > time passes
00:22     stop ringing anna
00:22.02 > anna: is gone
00:22.02     watch anna/desk as usual
00:52 > time passes
00:52     ring anna for call 1
00:52     watch anna/desk closely
00:53 > call 1: caller hangs up
00:53     stop ringing anna
00:53     record call 1: abandoned, waited 51 s
00:53 > anna: is gone
00:53     watch anna/desk as usual
