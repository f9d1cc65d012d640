# A caller whom the fallback connects just before the adoption stays with that agent.
00:00 > plan direct takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk
00:02 > call 1: arrives at +49301234 by carrier
00:02     answer call 1
00:02 > call 1: caller is answered
00:02     start music for call 1
00:10 > the switch is lost
00:12 > time passes
00:40 > the switch is found with call 1 fallback_waiting; reachable anna/desk, ben/desk
00:40     adopt call 1
00:40.02 > call 1: caller is refused adopt
01:00 > call 1: caller hangs up
01:00     record call 1: fallback, waited 38.02 s, talked 19.98 s
