# Who misses as many offers in a row as the queue allows is not ready, and comes back by hand.
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
00:03 > anna: rings
00:07 > time passes
00:07     stop ringing anna
00:07.1 > anna: is gone
00:07.1     watch anna/desk as usual
00:12 > time passes
00:12     say queue/you_are_number, number/1 to call 1
00:37 > time passes
00:37     ring anna for call 1
00:37     watch anna/desk closely
00:38 > anna: rings
00:42 > time passes
00:42     stop ringing anna
00:42     stand-ins of +49301234: nobody
00:42.2 > anna: is gone
00:42.2     watch anna/desk as usual
00:57 > time passes
01:12 > time passes
01:20 > anna is ready
01:20     ring anna for call 1
01:20     watch anna/desk closely
01:20     stand-ins of +49301234: anna/desk
01:21 > call 1: caller hangs up
01:21     stop ringing anna
01:21     record call 1: abandoned, waited 79 s
01:21 > anna: is gone
01:21     watch anna/desk as usual
