# Desk and mobile ring together: a mailbox at the mobile stops nobody, the desk phone takes the call.
00:00 > plan telephone_too takes effect
00:00 > the switch is found; reachable anna/desk, anna/mobile
00:01 > anna logs in
00:01     stand-ins of +49301234: anna/desk
00:02 > call 1: arrives at +49301234 by carrier, party p1
00:02     answer call 1
00:02 > call 1: caller is answered
00:02     start music for call 1
00:02     ring anna (1-3) for call 1
00:02     watch anna/desk closely
00:02     ring anna on mobile for call 1
00:02     watch anna/mobile closely
00:03 > anna (1-3): rings
00:03 > anna: rings
00:05 > anna: answers
00:05     say agent/call_from_centre, names/sales, agent/press_one to anna
00:08 > anna (1-3): answers
00:08     hang up anna
00:08     connect call 1 with anna (1-3)
00:08 > anna: is gone
00:08     watch anna/mobile as usual
00:08 > call 1: caller joins the talk
00:08 > anna (1-3): joins the talk
00:20 > anna (1-3): hangs up
00:20     watch anna/desk as usual
00:20     hang up call 1
00:20     end the talk of call 1 and anna (1-3)
00:20 > call 1: caller is gone
00:20     record call 1: answered, waited 6 s, talked 12 s
