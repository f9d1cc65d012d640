"""Overrides as people say them."""


def named(target: str) -> str:
    """A target: "the flow main", "the whole centre"."""
    sort, _, name = target.partition("/")
    return f"the {sort} {name}" if name else "the whole centre"


def what(kind: str) -> str:
    """What holds there."""
    return {"say": "callers are told something first"}.get(kind, kind)
