# Nobody could hear whether the phone rings: when its time is over the phone rests and not the agent, whichever deadline is judged first.
00:00 > plan direct takes effect
00:00 > the switch is found; reachable anna/desk
00:01 > anna logs in
00:01     stand-ins of +49301234: anna/desk
00:02 > call 1: arrives at +49301234
00:02     answer call 1
00:02 > call 1: caller is answered
00:02     start music for call 1
00:02     ring anna for call 1
00:02     watch anna/desk closely
00:03 > the switch is lost
00:05 > time passes
00:06 > time passes
00:07 > time passes
00:08 > time passes
00:09 > time passes
00:10 > time passes
00:11 > time passes
00:12 > time passes
00:13 > time passes
00:14 > time passes
00:15 > time passes
00:16 > time passes
00:17 > time passes
00:18 > time passes
00:19 > time passes
00:20 > time passes
00:21 > time passes
00:22 > time passes
00:22.9 > the switch is found with call 1 ours, anna ringing; reachable anna/desk
00:22.9     start music for call 1
00:22.9     stand-ins of +49301234: anna/desk
00:23 > time passes
00:23     stop ringing anna
00:23.1 > anna: is gone
00:23.1     watch anna/desk as usual
00:33 > time passes
00:33     ring anna for call 1
00:33     watch anna/desk closely
