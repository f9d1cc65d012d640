# Digits are typed, become a value, and are said to the caller who typed them.
00:00 > plan collects takes effect
00:00 > the switch is found; reachable anna/desk
00:00 > anna logs in
00:00     stand-ins of +49301234: anna/desk
00:01 > call 1: arrives at +49301234
00:01     answer call 1
00:01 > call 1: caller is answered
00:01     let call 1 type 4 to 6 digits
00:01     say type-customer to call 1
00:02 > call 1: caller begins to type
00:02     be silent for call 1
00:05 > call 1: caller has typed 5 digits: 12345
00:05     say customer-is, number/1, number/2, number/3, number/4, number/5 to call 1
00:08 > call 1: caller has heard the prompt
00:08     start music for call 1
00:08     ring anna for call 1
00:08     watch anna/desk closely
00:11 > time passes
00:11     stop ringing anna
00:16 > time passes
00:16     hang up anna
00:16     watch anna/desk as usual
00:18 > time passes
00:18     say queue/you_are_number, number/1 to call 1
00:20 > call 1: caller hangs up
00:20     record call 1: abandoned, waited 12 s
