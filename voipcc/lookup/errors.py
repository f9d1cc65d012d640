"""Why a look-up found nothing."""

from voipcc.core.media_words import LookUpResult


class LookUpFailed(Exception):
    """`result` is told to the core, the text is for the log: no value of a caller is in it."""

    def __init__(self, result: LookUpResult, reason: str) -> None:
        super().__init__(reason)
        self.result: LookUpResult = result
