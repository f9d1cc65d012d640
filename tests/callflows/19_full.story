# A full queue takes the branch for it; without a branch the caller hears that too many wait.
00:00 > plan small takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk
00:02 > call 1: arrives at +49301234 by carrier
00:02     answer call 1
00:02 > call 1: caller is answered
00:02     start music for call 1
00:03 > call 2: arrives at +49301234
00:03     answer call 2
00:03 > call 2: caller is answered
00:03     say queue/full to call 2
00:06 > call 2: caller has heard the prompt
00:06     hang up call 2
00:06 > call 2: caller is gone
00:06     record call 2: overflowed
00:07 > call 1: caller hangs up
00:07     record call 1: abandoned, waited 5 s
