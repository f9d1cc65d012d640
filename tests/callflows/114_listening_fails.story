# A whisper that fails becomes listening; listening that fails ends; a restart makes the ear anew; nothing gets louder.
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
00:04 > anna: answers
00:04     connect call 1 with anna
00:04 > call 1: caller joins the talk
00:04 > anna: joins the talk
00:06 > carla wants to whisper at anna
00:06     ring carla for whisper: anna
00:06     watch carla/desk closely
00:08 > carla: answers
00:08     let carla listen at anna
00:08 > carla: joins the talk
00:08     let carla whisper at anna
00:08 > carla: is refused listen
00:08     let carla listen at anna
00:08 > carla: joins the talk
00:10 > the switch is lost
00:12 > the switch is found with call 1 talk, anna talk, carla ours; reachable anna/desk, carla/desk
00:12     let carla listen at anna
00:12     stand-ins of +49301234: anna/desk
00:12 > carla: joins the talk
00:14 > carla: presses 6
00:14     bring carla to call 1 and anna
00:19 > time passes
00:19     let carla listen at anna
00:19 > carla: is refused listen
00:19     hang up carla
00:19 > carla: is gone
00:19     watch carla/desk as usual
00:20 > call 1: caller hangs up
00:20     hang up anna
00:20     end the talk of call 1 and anna
00:20     record call 1: answered, waited 2 s, talked 16 s, carla listen at anna 11 s
00:20 > anna: is gone
00:20     watch anna/desk as usual
