"""What callers hear, in versions: each is kept whole, one runs, every change can be taken back.

history     who changed what and when; `history.note` is for every kind of change
store       the versions themselves, below the state folder; a version never changes
identity    what makes two versions different
difference  two versions compared in words
"""
