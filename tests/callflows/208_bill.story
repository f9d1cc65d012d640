# The same sum, day and time, said by the grammar of each language.
00:00 > plan bills takes effect
00:00 > the switch is found; reachable anna/desk
00:01 > call 1: arrives at +49301234
00:01     answer call 1
00:01 > call 1: caller is answered
00:01     say you-owe, number/2, number/thousand, number/100, number/2, money/rouble-2, number/and, number/21, money/kopeck-2, date/day-4, date/month-5, number/2, number/thousand, number/26, number/14, time/oclock, number/21 to call 1 in de
00:09 > call 1: caller has heard the prompt
00:09     say you-owe, number/2, number/thousand, number/1, number/hundred, number/and, number/2, money/rouble-2, number/and, number/21, money/kopeck-2, date/day-4, date/month-5, number/20, number/26, number/2, number/21, time/afternoon to call 1
00:19 > call 1: caller has heard the prompt
00:19     say you-owe, number/2, number/thousand, number/100, number/2, money/rouble-2, number/and, number/20, number/1, money/kopeck-2, date/day-4, date/month-5, number/2, number/thousand, number/20, number/6, time/at, number/14, number/20, number/1 to call 1 in et
00:29 > call 1: caller has heard the prompt
00:29     say you-owe, number/2, number/thousand, number/100-and, number/2, money/rouble-2, number/and, number/21, money/kopeck-2, number/4, date/month-5, number/2, number/thousand, number/and, number/26, time/at, number/14, time/hour-2, number/and, number/21, time/minute-2 to call 1 in pt
00:39 > call 1: caller has heard the prompt
00:39     say you-owe, number/2-f, number/thousand-2, number/100, number/2, money/rouble-2, number/20, number/1-f, money/kopeck, date/day-4, date/month-5, date/20, date/day-26, date/year, time/at-14, number/20, number/1-f4, time/minute-4 to call 1 in ru
00:49 > call 1: caller has heard the prompt
00:49     say bye to call 1 in ru
00:52 > call 1: caller has heard the prompt
00:52     hang up call 1
00:53 > call 1: caller hangs up
00:53     record call 1: completed
