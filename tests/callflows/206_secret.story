# A secret typed ahead is no key of a menu; only its count is told, and the look-up gets a handle.
00:00 > plan proves takes effect
00:00 > the switch is found; reachable anna/desk
00:01 > call 1: arrives at +49301234, party p-1
00:01     answer call 1
00:01 > call 1: caller is answered
00:01     let call 1 type 4 secret digits
00:01     say welcome to call 1
00:02 > call 1: caller begins to type
00:02     be silent for call 1
00:04 > call 1: caller has typed 4 digits
00:04     let call 1 type 4 to 6 digits
00:04     say type-customer to call 1
00:05 > call 1: caller begins to type
00:05     be silent for call 1
00:07 > call 1: caller has typed 4 digits: 1234
00:07     look up POST https://crm.example/pin for call 1, customer 1234, pin in secret, caller p-1
00:08 > call 1: caller has been looked up: {"right": true}
00:08     start music for call 1
00:10 > call 1: caller hangs up
00:10     record call 1: abandoned, waited 2 s
