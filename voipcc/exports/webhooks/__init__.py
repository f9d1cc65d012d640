"""Each ended call, sent to servers of the centre's own: signed, at least once, tried again from disk.

`outbox` keeps what is to be sent, `message` is what is sent, `courier` sends it.
"""
