# Offers end in every way there is: declined, missed, taken back, cancelled, picked up and completed.
00:00 > plan longest_idle takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk, carla/desk
00:01 > anna logs in
00:01     stand-ins of +49301234: anna/desk
00:10 > call 1: arrives at +49301234 by carrier
00:10     answer call 1
00:10 > call 1: caller is answered
00:10     start music for call 1
00:10     ring anna for call 1
00:10     watch anna/desk closely
00:11 > anna: declines
00:11     watch anna/desk as usual
00:21 > time passes
00:21     ring anna for call 1
00:21     watch anna/desk closely
00:22 > anna: rings
00:41 > time passes
00:41     stop ringing anna
00:45 > anna: is gone
00:45     watch anna/desk as usual
01:11 > time passes
01:11     ring anna for call 1
01:11     watch anna/desk closely
01:13 > anna is not ready: lunch
01:13     stop ringing anna
01:13     stand-ins of +49301234: nobody
01:13 > anna: is gone
01:13     watch anna/desk as usual
01:20 > anna is ready
01:20     ring anna for call 1
01:20     watch anna/desk closely
01:20     stand-ins of +49301234: anna/desk
01:22 > call 1: caller hangs up
01:22     stop ringing anna
01:22     record call 1: abandoned, waited 72 s
01:22 > anna: is gone
01:22     watch anna/desk as usual
01:30 > call 2: arrives at +49301234 by carrier
01:30     answer call 2
01:30 > call 2: caller is answered
01:30     start music for call 2
01:30     ring anna for call 2
01:30     watch anna/desk closely
01:31 > anna: answers
01:31     connect call 2 with anna
01:31 > call 2: caller joins the talk
01:31 > anna: joins the talk
01:40 > call 2: caller hangs up
01:40     hang up anna
01:40     end the talk of call 2 and anna
01:40     record call 2: answered, waited 1 s, talked 9 s
01:40 > anna: is gone
01:40     watch anna/desk as usual
