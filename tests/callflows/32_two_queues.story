# An agent of two queues takes the caller who has waited longest, whichever queue that is.
00:00 > plan office takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk
00:02 > call 1: arrives at +49301234
00:02     answer call 1
00:02 > call 1: caller is answered
00:02     say welcome to call 1
00:02 > call 1: caller presses 2
00:02     be silent for call 1
00:02     start music for call 1 (calm)
00:03 > call 2: arrives at +49301234
00:03     answer call 2
00:03 > call 2: caller is answered
00:03     say welcome to call 2
00:03 > call 2: caller presses 1
00:03     be silent for call 2
00:03     start music for call 2
00:05 > ben logs in
00:05     ring ben for call 1
00:05     watch ben/desk closely
00:05     stand-ins of +49301234: ben/desk
00:06 > ben: answers
00:06     connect call 1 with ben
00:06 > call 1: caller joins the talk
00:06 > ben: joins the talk
00:08 > call 1: caller hangs up
00:08     hang up ben
00:08     end the talk of call 1 and ben
00:08     record call 1: answered, waited 4 s, talked 2 s
00:08 > ben: is gone
00:08     watch ben/desk as usual
00:08     ring ben for call 2
00:08     watch ben/desk closely
00:09 > call 2: caller hangs up
00:09     stop ringing ben
00:09     record call 2: abandoned, waited 6 s
00:09 > ben: is gone
00:09     watch ben/desk as usual
