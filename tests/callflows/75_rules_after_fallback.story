# Who comes back from the switch's own queue hears music at once, also where rules of overflow are looked at.
00:00 > plan overflow_length takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk
00:02 > call 1: arrives at +49301234 by carrier
00:02     answer call 1
00:02 > call 1: caller is answered
00:02     start music for call 1
00:05 > time passes
00:05 > the switch is lost
00:08 > time passes
00:11 > time passes
00:14 > time passes
00:17 > time passes
00:20 > time passes
00:23 > time passes
00:26 > time passes
00:29 > time passes
00:32 > time passes
00:35 > time passes
00:38 > time passes
00:40 > the switch is found with call 1 fallback_waiting; reachable anna/desk
00:40     adopt call 1
00:40 > call 1: comes back from the fallback
00:40     start music for call 1
00:41 > time passes
00:41 > anna logs in
00:41     ring anna for call 1
00:41     watch anna/desk closely
00:41     stand-ins of +49301234: anna/desk
00:42 > call 1: caller hangs up
00:42     stop ringing anna
00:42     record call 1: abandoned, waited 40 s, adopted
00:42 > anna: is gone
00:42     watch anna/desk as usual
