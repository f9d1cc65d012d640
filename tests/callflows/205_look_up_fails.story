# A server that does not answer leads to the error branch, also when nobody says that it did not.
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
00:06 > call 1: caller could not be looked up: unreachable
00:06     say bye to call 1
00:07 > call 1: caller hangs up
00:07     record call 1: left_in_menu, lookup unreachable
00:21 > call 2: arrives at +49301234
00:21     answer call 2
00:21 > call 2: caller is answered
00:21     let call 2 type 4 to 6 digits
00:21     say type-customer to call 2
00:25 > call 2: caller has typed 4 digits: 1234
00:25     be silent for call 2
00:25     look up GET https://crm.example/customers/{customer} for call 2, customer 1234
00:27 > time passes
00:27     say queue/one_moment to call 2
00:33 > time passes
00:33     be silent for call 2
00:33     say bye to call 2
00:35 > call 2: caller has been looked up: {"tier": "late"}
00:36 > call 2: caller hangs up
00:36     record call 2: left_in_menu, lookup timed out
