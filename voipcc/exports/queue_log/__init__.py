"""Asterisk's `queue_log`, byte for byte in the form app_queue writes: made, followed, and read.

`line` is the file's form, `stays` a conversation as its queues saw it, `lines` what is written of
both calls and agents, `tail` writes them while they happen, `history` reads another system's file.
"""
