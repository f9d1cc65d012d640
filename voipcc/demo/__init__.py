"""The demo: a whole centre of its own, synthetic callers and agents, and what came of it.

place (the centre's files) -> cast (who calls and who answers, drawn from the seed) -> run
(the processes and the screen) -> figures (counts and latencies, judged at the far ends).
"""
