# With three times the weight ben gets three calls for anna's one.
00:00 > plan weighted takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk, carla/desk
00:01 > anna logs in
00:01     stand-ins of +49301234: anna/desk
00:02 > ben logs in
00:02     stand-ins of +49301234: anna/desk, ben/desk
01:00 > call 1: arrives at +49301234 by carrier
01:00     answer call 1
01:00 > call 1: caller is answered
01:00     start music for call 1
01:00     ring ben for call 1
01:00     watch ben/desk closely
01:01 > ben: answers
01:01     connect call 1 with ben
01:01 > call 1: caller joins the talk
01:01 > ben: joins the talk
01:05 > call 1: caller hangs up
01:05     hang up ben
01:05     end the talk of call 1 and ben
01:05     record call 1: answered, waited 1 s, talked 4 s
01:05 > ben: is gone
01:05     watch ben/desk as usual
02:00 > call 2: arrives at +49301234 by carrier
02:00     answer call 2
02:00 > call 2: caller is answered
02:00     start music for call 2
02:00     ring ben for call 2
02:00     watch ben/desk closely
02:01 > ben: answers
02:01     connect call 2 with ben
02:01 > call 2: caller joins the talk
02:01 > ben: joins the talk
02:05 > call 2: caller hangs up
02:05     hang up ben
02:05     end the talk of call 2 and ben
02:05     record call 2: answered, waited 1 s, talked 4 s
02:05 > ben: is gone
02:05     watch ben/desk as usual
03:00 > call 3: arrives at +49301234 by carrier
03:00     answer call 3
03:00 > call 3: caller is answered
03:00     start music for call 3
03:00     ring anna for call 3
03:00     watch anna/desk closely
03:01 > anna: answers
03:01     connect call 3 with anna
03:01 > call 3: caller joins the talk
03:01 > anna: joins the talk
03:05 > call 3: caller hangs up
03:05     hang up anna
03:05     end the talk of call 3 and anna
03:05     record call 3: answered, waited 1 s, talked 4 s
03:05 > anna: is gone
03:05     watch anna/desk as usual
04:00 > call 4: arrives at +49301234 by carrier
04:00     answer call 4
04:00 > call 4: caller is answered
04:00     start music for call 4
04:00     ring ben for call 4
04:00     watch ben/desk closely
04:01 > ben: answers
04:01     connect call 4 with ben
04:01 > call 4: caller joins the talk
04:01 > ben: joins the talk
04:05 > call 4: caller hangs up
04:05     hang up ben
04:05     end the talk of call 4 and ben
04:05     record call 4: answered, waited 1 s, talked 4 s
04:05 > ben: is gone
04:05     watch ben/desk as usual
05:00 > call 5: arrives at +49301234 by carrier
05:00     answer call 5
05:00 > call 5: caller is answered
05:00     start music for call 5
05:00     ring ben for call 5
05:00     watch ben/desk closely
05:01 > ben: answers
05:01     connect call 5 with ben
05:01 > call 5: caller joins the talk
05:01 > ben: joins the talk
05:05 > call 5: caller hangs up
05:05     hang up ben
05:05     end the talk of call 5 and ben
05:05     record call 5: answered, waited 1 s, talked 4 s
05:05 > ben: is gone
05:05     watch ben/desk as usual
06:00 > call 6: arrives at +49301234 by carrier
06:00     answer call 6
06:00 > call 6: caller is answered
06:00     start music for call 6
06:00     ring ben for call 6
06:00     watch ben/desk closely
06:01 > ben: answers
06:01     connect call 6 with ben
06:01 > call 6: caller joins the talk
06:01 > ben: joins the talk
06:05 > call 6: caller hangs up
06:05     hang up ben
06:05     end the talk of call 6 and ben
06:05     record call 6: answered, waited 1 s, talked 4 s
06:05 > ben: is gone
06:05     watch ben/desk as usual
07:00 > call 7: arrives at +49301234 by carrier
07:00     answer call 7
07:00 > call 7: caller is answered
07:00     start music for call 7
07:00     ring anna for call 7
07:00     watch anna/desk closely
07:01 > anna: answers
07:01     connect call 7 with anna
07:01 > call 7: caller joins the talk
07:01 > anna: joins the talk
07:05 > call 7: caller hangs up
07:05     hang up anna
07:05     end the talk of call 7 and anna
07:05     record call 7: answered, waited 1 s, talked 4 s
07:05 > anna: is gone
07:05     watch anna/desk as usual
08:00 > call 8: arrives at +49301234 by carrier
08:00     answer call 8
08:00 > call 8: caller is answered
08:00     start music for call 8
08:00     ring ben for call 8
08:00     watch ben/desk closely
08:01 > ben: answers
08:01     connect call 8 with ben
08:01 > call 8: caller joins the talk
08:01 > ben: joins the talk
08:05 > call 8: caller hangs up
08:05     hang up ben
08:05     end the talk of call 8 and ben
08:05     record call 8: answered, waited 1 s, talked 4 s
08:05 > ben: is gone
08:05     watch ben/desk as usual
