# A plan that is tried is over as such when a plan takes effect; the same plan again ends nothing.
00:00 > plan office takes effect
00:00 > the switch is found
00:01 > plan direct is tried by 99 % and those on canary
00:02 > plan office takes effect
00:03 > call 1: arrives at +49301234, on canary
00:03     answer call 1
00:03 > call 1: caller is answered
00:03     start music for call 1
00:04 > plan direct takes effect
00:05 > call 2: arrives at +49301234
00:05     answer call 2
00:05 > call 2: caller is answered
00:05     start music for call 2
00:06 > call 1: caller hangs up
00:06     record call 1: abandoned, waited 3 s
00:06 > call 2: caller hangs up
00:06     record call 2: abandoned, waited 1 s
