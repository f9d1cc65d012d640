# A mandatory wrap-up lasts until it is ended, and with a required disposition it cannot be ended before that is given.
00:00 > plan mandatory takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk
00:01 > anna logs in
00:01     stand-ins of +49301234: anna/desk
00:02 > call 1: arrives at +49301234 by carrier
00:02     answer call 1
00:02 > call 1: caller is answered
00:02     start music for call 1
00:02     ring anna for call 1
00:02     watch anna/desk closely
00:03 > anna: rings
00:09 > anna: answers
00:09     connect call 1 with anna
00:09 > call 1: caller joins the talk
00:09 > anna: joins the talk
00:10 > call 2: arrives at +49301234
00:10     answer call 2
00:10 > call 2: caller is answered
00:10     start music for call 2
00:20 > time passes
00:20     say queue/you_are_number, number/1 to call 2
00:25 > call 1: caller hangs up
00:25     hang up anna
00:25     end the talk of call 1 and anna
00:25     record call 1: answered, waited 7 s, talked 16 s
00:25 > anna: is gone
00:25     watch anna/desk as usual
00:50 > anna ends the wrap-up
00:50     refused: Agent anna owes call 1-1 a disposition; give it first: voipcc agent disposition anna CODE.
00:51 > anna is ready
00:51     refused: Agent anna owes call 1-1 a disposition; give it first: voipcc agent disposition anna CODE.
00:52 > anna wants 60 s more wrap-up
00:52     refused: The wrap-up of anna lasts until it is ended anyway.
00:53 > anna notes disposition 1
00:53     refused: "1" (order) is divided further: 11 new order, 12 change.
00:54 > anna notes disposition 77
00:54     refused: "77" is no disposition of sales; known are 11 new order, 12 change, 2 question.
00:55 > code 1: anna/desk dials *15
00:55     answer code 1
00:55 > code 1: is answered
00:55     say agent/disposition_missing to code 1
00:57 > code 1: has heard the prompt
00:57     hang up code 1
00:57 > code 1: is gone
00:58 > code 2: anna/desk dials *511
00:58     answer code 2
00:58 > code 2: is answered
00:58     say agent/disposition to code 2
01:00 > code 2: has heard the prompt
01:00     hang up code 2
01:00 > code 2: is gone
01:01 > anna ends the wrap-up
01:01     keep anna's wrap-up of call 1: 36 s, disposition 11 (order / new order), ended by verb
01:01     ring anna for call 2
01:01     watch anna/desk closely
01:02 > call 2: caller hangs up
01:02     stop ringing anna
01:02     record call 2: abandoned, waited 52 s
01:02 > anna: is gone
01:02     watch anna/desk as usual
