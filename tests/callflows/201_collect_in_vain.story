# Too few digits are asked for again; who then types nothing goes where a silent caller goes.
00:00 > plan collects takes effect
00:00 > the switch is found
00:01 > call 1: arrives at +49301234
00:01     answer call 1
00:01 > call 1: caller is answered
00:01     let call 1 type 4 to 6 digits
00:01     say type-customer to call 1
00:04 > call 1: caller has heard the prompt
00:05 > call 1: caller begins to type
00:09 > call 1: caller has typed 2 digits, short
00:09     let call 1 type 4 to 6 digits
00:09     say wrong_number, type-customer to call 1
00:12 > call 1: caller has heard the prompt
00:17 > time passes
00:17     no digits of call 1 any more
00:17     say bye to call 1
00:20 > call 1: caller has heard the prompt
00:20     hang up call 1
00:21 > call 1: caller hangs up
00:21     record call 1: completed
