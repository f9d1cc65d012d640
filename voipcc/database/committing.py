"""A commit that goes on in a thread of its own, while the next batch is made."""

import threading
from contextlib import ExitStack


class Commit:
    """Begins at once. Whoever uses the session next has waited for it before."""

    def __init__(self, transaction: ExitStack, mark: int, count: int) -> None:
        self.mark = mark
        self.count = count  # of the records that wait in memory and are kept then
        self._transaction = transaction
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._commit, name="commit", daemon=True)
        self._thread.start()

    def wait(self) -> None:
        """Returns once it is on the disk. Raises what committing raised: then nothing is kept."""
        self._thread.join()
        if self._error is not None:
            raise self._error

    def _commit(self) -> None:
        try:
            self._transaction.close()
        except BaseException as error:
            self._error = error
