# An override closes a flow with a message of its own, and the flow opens by itself.
00:00 > plan office takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk
00:01 > somebody sets flow/main to closed until 1750068030000, saying override/leak
00:02 > call 1: arrives at +49301234 by carrier
00:02     answer call 1
00:02 > call 1: caller is answered
00:02     say override/leak to call 1
00:08 > call 1: caller has heard the prompt
00:08     hang up call 1
00:08 > call 1: caller is gone
00:08     record call 1: closed, closed by override
00:10 > somebody sets flow/main to closed until 1750068030000
00:12 > call 2: arrives at +49301234
00:12     answer call 2
00:12 > call 2: caller is answered
00:12     say closed to call 2
00:14 > call 2: caller has heard the prompt
00:14     hang up call 2
00:14 > call 2: caller is gone
00:14     record call 2: closed, closed by override
00:30 > time passes
00:31 > call 3: arrives at +49301234
00:31     answer call 3
00:31 > call 3: caller is answered
00:31     say welcome to call 3
00:32 > call 3: caller hangs up
00:32     record call 3: left_in_menu
00:33 > somebody sets flow/nowhere to closed
00:33     refused: There is no flow nowhere; there are: main.
00:34 > somebody sets flow/main to closed until 1750068030000
00:34     refused: It would be over before it began: name a later end.
00:35 > somebody ends closed at flow/main
00:35     refused: No such override is in force for flow/main.
00:36 > somebody sets flow/main to say
00:36     refused: There is nothing to say: name a prompt.
