# A call of one agent to another is recorded where the centre says so, with both names and nobody told.
00:00 > plan beside_told takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk
00:01 > anna logs in
00:01 > ben logs in
00:10 > code 1: anna/desk calls agent ben
00:10     answer code 1
00:10     start music for code 1
00:10     ring ben for code 1
00:10     watch ben/desk closely
00:10 > code 1: is answered
00:12 > ben: answers
00:12     connect code 1 with ben
00:12 > code 1: joins the talk
00:12 > ben: joins the talk
00:12     tape code 1
00:12 > code 1: is on tape
00:30 > code 1: hangs up
00:30     end the tape of code 1
00:30     hang up ben
00:30     end the talk of code 1 and ben
00:30     record code 1: answered, transferring 2 s, talked 18 s
00:30 > code 1: has a whole tape
00:30     keep the tape of code 1: 18 s, with anna and ben
00:30 > ben: is gone
00:30     watch ben/desk as usual
