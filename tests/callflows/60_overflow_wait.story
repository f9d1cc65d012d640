# Who has waited half a minute is led to another queue, exactly then.
00:00 > plan overflow_wait takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk
00:02 > call 1: arrives at +49301234
00:02     answer call 1
00:02 > call 1: caller is answered
00:02     start music for call 1
00:32 > time passes
00:32     stop music for call 1
00:32     start music for call 1 (calm)
00:33 > ben logs in
00:33     ring ben for call 1
00:33     watch ben/desk closely
00:33     stand-ins of +49301234: ben/desk
00:35 > ben: answers
00:35     connect call 1 with ben
00:35 > call 1: caller joins the talk
00:35 > ben: joins the talk
00:40 > call 1: caller hangs up
00:40     hang up ben
00:40     end the talk of call 1 and ben
00:40     record call 1: answered, waited 33 s, talked 5 s, overflow wait
00:40 > ben: is gone
00:40     watch ben/desk as usual
