"""The bench: voipcc and Asterisk's own app_queue in turn, inside one Asterisk process.

    ./run bench [--quick] [--json] [cells...]

SIPp plays callers and agents, music and prompts really flow, journal and records are on.
Processor time is read from /proc, latencies are taken at the phones' sockets. Each figure
stands beside its ratio to app_queue, its goal and the machine's noise: the spread between
rounds that should have been equal.
"""
