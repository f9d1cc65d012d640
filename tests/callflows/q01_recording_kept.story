# What becomes of recordings after the call is told, and changes nothing about calls.
00:00 > plan office takes effect
00:00 > the switch is found; reachable anna/desk, ben/desk
00:01 > recording 1-7 is kept at 2025/06/16/1-7.flac.sealed, 60000 ms, 81920 bytes
00:02 > recording 1-8 is kept at 2025/06/16/1-8.flac.sealed, 40 ms, 900 bytes, with short, one_way
00:03 > recording 1-9 is lost: neither side has a sound
00:04 > recording 1-7 is given out (play) by carol: a complaint
00:05 > recording 1-7 is held by carol: case 12
00:06 > recording 1-7 is held no longer by carol: case 12 is closed
00:07 > recording 1-7 is erased by carol: asked for by the caller
00:08 > recording 1-8 is erased: retention
00:09 > a person is erased (p-1), 2 messages, 3 recordings by carol, held: 1-4, 1-5
