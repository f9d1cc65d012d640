"""JSON Schemas of centre.yaml, of dialplans and of their tests, by which editors complete and check while one types.

Made of the very forms `check` reads files with, so that no key is missing. A schema sees one file:
whether the names in it exist, and every path, only `check` knows.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue, models_json_schema
from pydantic_core import core_schema

from voipcc.dialplan.form import FlowForm
from voipcc.dialplan.steps import STEPS
from voipcc.dialplan_tests.form import FileForm, TestForm
from voipcc.setting_words import E164_PATTERN
from voipcc.settings import CentreSettings

FOLDER: Final = ".schema"
DIALECT: Final = "http://json-schema.org/draft-07/schema#"  # the one every editor knows
NAMES: Final = ("centre", "dialplan", "tests")
UP: Final = {"centre": "./", "dialplan": "../", "tests": "../../"}
SPAN: Final = {"type": "string", "pattern": r"^\s*[0-9]+(\.[0-9]+)?\s*[a-z]*\s*$"}


class _Writer(GenerateJsonSchema):
    """Knows the short ways of writing: one entry without its list, "5 s", a name instead of its form."""

    def dict_schema(self, schema: core_schema.DictSchema) -> JsonSchemaValue:
        """Keys have a form, too, where a pattern says so."""
        written = super().dict_schema(schema)
        if "patternProperties" in written:
            written["additionalProperties"] = False
        return written

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        """What a form forbids beside its keys it does not forbid to its short form."""
        written = super().model_schema(schema)
        if "anyOf" in written and "additionalProperties" in written:
            written["anyOf"][-1]["additionalProperties"] = written.pop("additionalProperties")
        return written

    def function_before_schema(
        self, schema: core_schema.BeforeValidatorFunctionSchema
    ) -> JsonSchemaValue:
        """A value that is first made longer may be written shorter."""
        inner = self.generate_inner(schema["schema"])
        match inner.get("type"):
            case "array" if isinstance(inner.get("items"), dict):
                return {"anyOf": [inner["items"], inner]}
            case "number":
                return {"anyOf": [inner, SPAN]}
            case "string":
                return inner
            case "object" if "patternProperties" in inner:
                return {"anyOf": [{"type": "array", "items": {"type": "string"}}, inner]}
        return {"anyOf": [{"type": "string"}, inner]}


def schema(name: str) -> dict[str, Any]:
    """The schema of one kind of file, by its name in `NAMES`."""
    whole = {"centre": _centre, "dialplan": _dialplan, "tests": _tests}[name]()
    return {"$schema": DIALECT, "title": f"voipcc {name}", **whole}


def as_text(name: str) -> str:
    """The schema as it is written into a file."""
    return json.dumps(schema(name), indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def write_schemas(folder: Path) -> list[Path]:
    """Writes all schemas into `.schema` of a centre's folder. Raises OSError."""
    place = folder / FOLDER
    place.mkdir(exist_ok=True)
    written = []
    for name in NAMES:
        path = place / f"{name}.json"
        path.write_text(as_text(name), encoding="utf-8")
        written.append(path)
    return written


def modeline(name: str) -> str:
    """The first line of a file by which editors find its schema."""
    return f"# yaml-language-server: $schema={UP[name]}{FOLDER}/{name}.json"


def _centre() -> dict[str, Any]:
    return CentreSettings.model_json_schema(schema_generator=_Writer)


def _dialplan() -> dict[str, Any]:
    models = [(form, "validation") for form in dict.fromkeys((FlowForm, *STEPS.values()))]
    places, whole = models_json_schema(models, schema_generator=_Writer)  # type: ignore[arg-type]
    parts: dict[str, Any] = whole["$defs"]
    for word, form in STEPS.items():
        _one_step(parts[_name_in(places[(form, "validation")])], word)
    flow = parts.pop(_name_in(places[(FlowForm, "validation")]))
    forms = [places[(form, "validation")] for form in STEPS.values()]
    bare = [word for word, form in STEPS.items() if form.BARE is not None]
    parts["Step"] = {"anyOf": [*forms, {"enum": bare}]}
    (block,) = flow["properties"]["blocks"]["patternProperties"].values()
    block["items"] = {"$ref": "#/$defs/Step"}
    flow["properties"]["numbers"]["items"]["pattern"] = E164_PATTERN
    return {**flow, "$defs": parts}


def _tests() -> dict[str, Any]:
    """A file of tests; what the caller does may be one number, or a list of words and numbers."""
    models: list[Any] = [(FileForm, "validation"), (TestForm, "validation")]
    places, whole = models_json_schema(models, schema_generator=_Writer)
    parts: dict[str, Any] = whole["$defs"]
    file = parts.pop(_name_in(places[FileForm, "validation"]))
    file["properties"]["tests"]["items"] = places[TestForm, "validation"]
    word = {"type": ["string", "integer"]}
    test = parts[_name_in(places[TestForm, "validation"])]["properties"]
    test["keys"] = {"anyOf": [word, {"type": "array", "items": word}]} | {
        "description": test["keys"]["description"]
    }
    return {**file, "$defs": parts}


def _one_step(step: dict[str, Any], word: str) -> None:
    """A step is told by its word, which may stand without a value where it has a usual one."""
    if STEPS[word].BARE is not None:
        step["properties"][word] = {"anyOf": [step["properties"][word], {"type": "null"}]}
    step["required"] = sorted({word, *step.get("required", ())})


def _name_in(place: Mapping[str, Any]) -> str:
    return str(place["$ref"]).rsplit("/", 1)[1]
