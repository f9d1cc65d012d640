"""The form of Asterisk's configuration files."""

from collections.abc import Iterable, Mapping

Values = Mapping[str, object]


def section(name: str, values: Values, template: str = "") -> str:
    """One `[name]` with its lines; `None` values are left out, sequences repeat the key."""
    head = f"[{name}]{template}"
    return "\n".join([head, *_lines(values)]) + "\n"


def document(*sections: str, note: str = "") -> str:
    """A whole file. The note says who wrote it, because people will open it."""
    head = "; Written by voipcc from the centre's settings; changes here are overwritten.\n"
    return "\n".join([head + (f"; {note}\n" if note else ""), *sections])


def _lines(values: Values) -> Iterable[str]:
    for key, value in values.items():
        if value is None:
            continue
        for single in value if isinstance(value, list | tuple) else [value]:
            yield f"{key} = {_written(single)}"


def _written(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = str(value)
    if any(character in text for character in "\r\n\0"):
        raise ValueError(f"a configuration value is one line: {text!r}")
    return text.replace(";", "\\;")  # an unescaped semicolon would begin a comment
