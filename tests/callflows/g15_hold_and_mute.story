# Held by verb or code the caller hears music; muted, the agent is not heard.
00:00 > plan given takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk, carla/desk
00:01 > anna logs in
00:01     stand-ins of +49301234: anna/desk
00:01 > ben logs in
00:02 > call 1: arrives at +49301234 by carrier
00:02     answer call 1
00:02 > call 1: caller is answered
00:02     start music for call 1
00:02     ring anna for call 1
00:02     watch anna/desk closely
00:03 > anna: rings
00:05 > anna: answers
00:05     connect call 1 with anna
00:05 > call 1: caller joins the talk
00:05 > anna: joins the talk
00:15 > anna puts the caller on hold
00:15     start music for call 1
00:16 > anna puts the caller on hold
00:16     refused: The caller of agent anna is on hold already.
00:20 > anna goes on with the talk
00:20     bring call 1 to anna
00:20 > call 1: caller joins the talk
00:22 > anna goes on with the talk
00:22     refused: The caller of agent anna is not on hold.
00:25 > anna: enters *6
00:25     start music for call 1
00:30 > anna: enters *6
00:30     bring call 1 to anna
00:30 > call 1: caller joins the talk
00:32 > anna is muted
00:32     mute anna
00:33 > anna: enters *7
00:33     unmute anna
00:40 > call 1: caller hangs up
00:40     hang up anna
00:40     end the talk of call 1 and anna
00:40     record call 1: answered, waited 3 s, talked 25 s, held 10 s
00:40 > anna: is gone
00:40     watch anna/desk as usual
