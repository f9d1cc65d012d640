"""Loudness of long sounds (ITU-R BS.1770) in pieces: an hour needs no more memory than a minute."""

import numpy as np
from numpy.typing import NDArray

from voipcc.loudness import SILENT_LUFS, hop_powers, integrated
from voipcc.tapes.job import RATE


class LoudnessMeter:
    """Takes blocks of one side, whole tenths of a second each but the last, and tells its loudness."""

    def __init__(self) -> None:
        self._powers: list[NDArray[np.float64]] = []

    def take(self, samples: NDArray[np.float32]) -> None:
        """The next block, -1.0 to 1.0."""
        self._powers.append(hop_powers(samples, RATE))

    def powers(self) -> NDArray[np.float64]:
        """The mean power of each tenth of a second, as the ear weighs it."""
        return np.concatenate(self._powers) if self._powers else np.zeros(0)

    def loudness(self) -> float:
        """LUFS; -70 for silence."""
        return integrated(self.powers()) if self._powers else SILENT_LUFS
