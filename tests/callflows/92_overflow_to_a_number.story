# Who has waited too long in a queue is led to a telephone number; the queue counts an overflow, the record a transfer.
00:00 > plan transfer takes effect
00:00 > the switch is found
00:01 > call 1: arrives at +49301234 by carrier, party p1
00:01     answer call 1
00:01 > call 1: caller is answered
00:01     say menu to call 1
00:02 > call 1: caller presses 2
00:02     be silent for call 1
00:02     start music for call 1
00:32 > time passes
00:32     stop music for call 1
00:32     start music for call 1
00:32     may +49305550000 be called? asked for number 1
00:32 > number 1: has a number that is allowed: p9 by carrier
00:32     dial p9 by carrier, showing +49301234 for call 1, as number 1
00:40 > number 1: answers
00:40     connect call 1 with number 1
00:40 > call 1: caller joins the talk
00:40 > number 1: joins the talk
01:00 > call 1: caller hangs up
01:00     hang up number 1
01:00     end the talk of call 1 and number 1
01:00     record call 1: transferred, waited 30 s, transferring 8 s, talked 20 s, overflow wait
01:00 > number 1: is gone
