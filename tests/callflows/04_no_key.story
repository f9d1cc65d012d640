# Who presses nothing hears the menu again, then goodbye; time counts from the end of the prompt.
00:00 > plan office takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk
00:01 > anna logs in
00:01     stand-ins of +49301234: anna/desk
00:02 > call 1: arrives at +49301234 by carrier
00:02     answer call 1
00:02 > call 1: caller is answered
00:02     say welcome to call 1
00:04 > call 1: caller has heard the prompt
00:04     say menu to call 1
00:10 > call 1: caller has heard the prompt
00:15 > time passes
00:15     say no_key, menu to call 1
00:20 > call 1: caller has heard the prompt
00:25 > time passes
00:25     say goodbye to call 1
00:27 > call 1: caller has heard the prompt
00:27     hang up call 1
00:27 > call 1: caller is gone
00:27     record call 1: completed
