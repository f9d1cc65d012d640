# Who is held by the phone's own key hears the messages, too; the switch alone would play music only.
00:00 > plan heard takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk
00:01 > anna logs in
00:01     stand-ins of +49301234: anna/desk
00:02 > call 1: arrives at +49301234 by carrier
00:02     answer call 1
00:02 > call 1: caller is answered
00:02     say menu to call 1
00:03 > call 1: caller presses 1
00:03     be silent for call 1
00:03     start music for call 1
00:03     ring anna for call 1
00:03     watch anna/desk closely
00:04 > anna: answers
00:04     say a-call, be-kind to anna
00:05 > anna: has heard the prompt
00:05     connect call 1 with anna
00:05 > call 1: caller joins the talk
00:05 > anna: joins the talk
00:10 > anna: holds
00:10     start music for call 1
00:20 > time passes
00:20     say soon to call 1
00:24 > anna: resumes
00:24     be silent for call 1
00:24     bring call 1 to anna
00:24 > call 1: caller joins the talk
00:30 > anna: holds
00:30     start music for call 1
00:40 > time passes
00:40     say patience to call 1
00:41 > anna: loses the line
00:41     be silent for call 1
00:41     end the talk of call 1 and anna
00:41     watch anna/desk as usual
00:41     start music for call 1
00:41     say queue/line_lost to call 1
