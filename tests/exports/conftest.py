"""The engines of the records, for what must be the same on both."""

from tests.database.conftest import engine

__all__ = ["engine"]
