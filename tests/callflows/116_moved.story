# A waiting caller is moved into another queue with the time waited, even while a phone rings; a talk is not moved.
00:00 > plan watched takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk, carla/desk
00:01 > anna logs in
00:01     stand-ins of +49301234: anna/desk
00:02 > call 1: arrives at +49301234 by carrier
00:02     answer call 1
00:02 > call 1: caller is answered
00:02     start music for call 1
00:02     ring anna for call 1
00:02     watch anna/desk closely
00:02 > anna: rings
00:03 > somebody moves call 1 to queue sales
00:03     refused: Call 1-1 waits in sales already.
00:03 > somebody moves call 1 to queue nowhere
00:03     refused: There is no queue nowhere; known are: sales, help.
00:05 > somebody moves call 1 to queue help
00:05     stop ringing anna
00:05     start music for call 1 (calm)
00:05 > anna: is gone
00:05     watch anna/desk as usual
00:08 > ben logs in
00:08     ring ben for call 1
00:08     watch ben/desk closely
00:08     stand-ins of +49301234: anna/desk, ben/desk
00:09 > ben: answers
00:09     connect call 1 with ben
00:09 > call 1: caller joins the talk
00:09 > ben: joins the talk
00:10 > somebody moves call 1 to queue sales
00:10     refused: No caller of call 1-1 waits in a queue; it may be served.
00:15 > call 1: caller hangs up
00:15     hang up ben
00:15     end the talk of call 1 and ben
00:15     record call 1: answered, waited 7 s, talked 6 s, moved
00:15 > ben: is gone
00:15     watch ben/desk as usual
