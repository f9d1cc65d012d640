# A server is asked about what was typed, and its answer is said; the caller never waits in silence.
00:00 > plan looks_up takes effect
00:00 > the switch is found
00:01 > call 1: arrives at +49301234
00:01     answer call 1
00:01 > call 1: caller is answered
00:01     let call 1 type 4 to 6 digits
00:01     say type-customer to call 1
00:02 > call 1: caller begins to type
00:02     be silent for call 1
00:05 > call 1: caller has typed 4 digits: 1234
00:05     look up GET https://crm.example/customers/{customer} for call 1, customer 1234
00:07 > time passes
00:07     say queue/one_moment to call 1
00:08 > call 1: caller has heard the prompt
00:08     start music for call 1
00:09 > call 1: caller has been looked up: {"tier": "gold", "open": 2}
00:09     stop music for call 1
00:09     say number/2 to call 1
00:10 > call 1: caller has heard the prompt
00:10     say bye to call 1
00:12 > call 1: caller has heard the prompt
00:12     hang up call 1
00:13 > call 1: caller is gone
00:13     record call 1: completed
