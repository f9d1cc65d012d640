"""What the figures and faults of a recording mean.

Shares are of the time that was not paused. A side talks where it is louder than the noise of its
line; gaps under 0.3 s are part of it. Loudness after ITU-R BS.1770 over the whole recording.
"""

FAULTS = {
    "short": "a file holds less than the switch said",
    "long": "a file holds more than the switch said",
    "uneven": "the two sides of a part differ in length",
    "missing_caller": "a part has no file of the caller",
    "missing_agent": "a part has no file of the agents' side",
    "dead_caller": "not one sample of the caller is anything but silence",
    "dead_agent": "not one sample of the agents' side is anything but silence",
    "one_way": "one side talks, nothing is heard of the other",
    "quiet_caller": "the caller is hard to hear (under -40 LUFS)",
    "quiet_agent": "the agents' side is hard to hear (under -40 LUFS)",
    "clipping_caller": "the caller is too loud and cut off",
    "clipping_agent": "the agents' side is too loud and cut off",
    "echo_of_caller": "the caller's voice comes back on the agents' side",
    "echo_of_agent": "the agent's voice comes back on the caller's side",
    "keys_in_pause": "keys (DTMF) were in a pause; they are silenced, nobody can hear them",
    "sound_in_pause": "sound was in a pause; it is silenced likewise",
}

FIGURES = {
    "length_ms": "from the first sample to the last, pauses included",
    "paused_ms": "silenced because the recording was paused",
    "talk_caller_ms": "the caller talks",
    "talk_agent_ms": "the agents' side talks",
    "talk_caller_share": "the same as a share",
    "talk_agent_share": "the same as a share",
    "silence_share": "nobody talks, as a share",
    "both_talking_ms": "both talk at once",
    "both_talking_share": "the same as a share",
    "interruptions_by_caller": "times the caller began while the agent talked, and both went on for 0.4 s",
    "interruptions_by_agent": "times the agent began while the caller talked, likewise",
    "longest_silence_ms": "the longest time nobody talked; a pause ends it",
    "loudness_lufs": "loudness of both sides together",
    "loudness_caller_lufs": "loudness of the caller",
    "loudness_agent_lufs": "loudness of the agents' side",
    "peak_caller_db": "highest sample of the caller under full scale",
    "peak_agent_db": "highest sample of the agents' side under full scale",
    "clipped_caller_share": "samples of the caller cut off at full scale, of those spoken",
    "clipped_agent_share": "the same of the agents' side",
    "echo_of_caller_db": "how much fainter the caller comes back on the agents' side; absent without echo",
    "echo_of_agent_db": "how much fainter the agent comes back on the caller's side; absent without echo",
    "pause_keys": "keys (DTMF) the switch left in a pause; they are silenced all the same",
    "pause_sound_ms": "sound the switch left in a pause, silenced likewise",
}
