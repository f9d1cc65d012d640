"""Who plays the telephone network in live tests: a second Asterisk, and SIPp with scenarios."""

from tests.live.carriers.network import Network, running_network
from tests.live.carriers.sipp import Scene, play

__all__ = ["Network", "Scene", "play", "running_network"]
