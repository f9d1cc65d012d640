# What the switch's own queue did unheard is in the record: a wait, a talk that is over, a talk that goes on.
00:00 > plan office takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk
00:01 > call 1: arrives at +49301234
00:01     answer call 1
00:01 > call 1: caller is answered
00:01     say welcome to call 1
00:02 > call 2: arrives at +49301234
00:02     answer call 2
00:02 > call 2: caller is answered
00:02     say welcome to call 2
00:03 > call 3: arrives at +49301234
00:03     answer call 3
00:03 > call 3: caller is answered
00:03     say welcome to call 3
01:00 > controller 2 starts
01:00 > call 1: caller waited in fallback-49301234 since 00:16
01:00 > call 2: caller waited in fallback-49301234 since 00:17, talked to ben from 00:20 to 00:30
01:00 > call 2: caller hangs up
01:00     record call 2: fallback, waited 3 s, talked 10 s, controller restarted
01:00 > call 3: caller waited in fallback-49301234 since 00:18, talked to anna from 00:40
01:00 > the switch is found with call 1 fallback_waiting, call 3 fallback_talk, leg q7 fallback_talk on anna/desk; reachable anna/desk, ben/desk
01:00     adopt call 1
01:01 > time passes
01:01     be silent for call 1
01:01     say menu to call 1
01:01 > call 1: comes back from the fallback
01:01     be silent for call 1
01:01     say menu to call 1
01:02 > call 1: caller has heard the prompt
01:03 > call 1: caller presses 1
01:03     start music for call 1
01:05 > call 1: caller hangs up
01:05     record call 1: abandoned, waited 47 s, controller restarted, adopted
01:10 > call 3: caller waited in fallback-49301234 since 00:18, talked to anna from 00:40
01:20 > call 3: caller hangs up
01:20     record call 3: fallback, waited 22 s, talked 40 s, controller restarted
