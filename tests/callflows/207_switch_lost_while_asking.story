# A look-up that ends while the switch is away is not asked again; digits half typed are.
00:00 > plan looks_up takes effect
00:00 > the switch is found
00:01 > call 1: arrives at +49301234
00:01     answer call 1
00:01 > call 1: caller is answered
00:01     let call 1 type 4 to 6 digits
00:01     say type-customer to call 1
00:02 > call 1: caller begins to type
00:02     be silent for call 1
00:03 > the switch is lost
00:04 > the switch is found with call 1 ours
00:04     let call 1 type 4 to 6 digits
00:04     say type-customer to call 1
00:05 > call 1: caller begins to type
00:05     be silent for call 1
00:07 > call 1: caller has typed 4 digits: 1234
00:07     look up GET https://crm.example/customers/{customer} for call 1, customer 1234
00:08 > the switch is lost
00:09 > time passes
00:09 > call 1: caller has been looked up: {"tier": "gold", "open": 2}
00:10 > the switch is found with call 1 ours
00:10     say number/2 to call 1
00:12 > call 1: caller hangs up
00:12     record call 1: left_in_menu
