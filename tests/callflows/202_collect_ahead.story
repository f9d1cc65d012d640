# Whoever types during the prompts before is not made to hear the rest of them.
00:00 > plan collects_behind takes effect
00:00 > the switch is found
00:01 > call 1: arrives at +49301234
00:01     answer call 1
00:01 > call 1: caller is answered
00:01     let call 1 type 4 to 6 digits
00:01     say welcome to call 1
00:02 > call 1: caller begins to type
00:02     be silent for call 1
00:02 > call 1: caller has heard the prompt (an old one)
00:05 > call 1: caller has typed 6 digits: 123456
00:05     say customer-is, number/1, number/2, number/3, number/4, number/5, number/6 to call 1
00:06 > call 1: caller hangs up
00:06     record call 1: left_in_menu
