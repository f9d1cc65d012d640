# What is said beside the flow can go by how the queues stand: to callers, to the agent, on hold.
00:00 > plan heard_by_standing takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk
00:02 > call 1: arrives at +49301234 by carrier
00:02     answer call 1
00:02 > call 1: caller is answered
00:02     start music for call 1
00:12 > time passes
00:12     say alone to call 1
00:14 > call 1: caller has heard the prompt
00:15 > call 2: arrives at +49301234 by carrier
00:15     answer call 2
00:15 > call 2: caller is answered
00:15     start music for call 2
00:25 > time passes
00:25     say many to call 2
00:27 > call 2: caller has heard the prompt
00:28 > anna logs in
00:28     ring anna for call 1
00:28     watch anna/desk closely
00:28     stand-ins of +49301234: anna/desk
00:30 > anna: answers
00:30     say many to anna
00:31 > anna: has heard the prompt
00:31     connect call 1 with anna
00:31 > call 1: caller joins the talk
00:31 > anna: joins the talk
00:40 > anna puts the caller on hold
00:40     start music for call 1
00:45 > time passes
00:45     say alone to call 2
00:50 > time passes
00:50     say alone to call 1
00:51 > call 1: caller hangs up
00:51     hang up anna
00:51     end the talk of call 1 and anna
00:51     record call 1: answered, waited 29 s, talked 9 s, held 11 s, tag:crowd
00:51 > anna: is gone
00:51     watch anna/desk as usual
00:52 > call 2: caller hangs up
00:52     record call 2: abandoned, waited 37 s, tag:crowd
