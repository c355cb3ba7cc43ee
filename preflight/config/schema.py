"""The JSON Schema (2020-12) of `.preflight.yml`, from the same dataclasses that the reader follows.

It serves editors: what a schema cannot say (which checks and days exist, keys in the wrong place) only the
reader tells.
"""

from datetime import date
from decimal import Decimal
from typing import Any

from preflight.config.grammar import Entry, Kind, Shape, grammar, shape_of
from preflight.config.model import LARGEST, LONGEST, SLUG, VERSION, Config, Setting

Schema = dict[str, Any]


def config_schema() -> Schema:
    """The schema of a whole config."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f".preflight.yml, version {VERSION}",
        **_record(Config),
    }


def _record(record: type) -> Schema:
    entries = grammar(record)
    schema: Schema = {
        "type": "object",
        "additionalProperties": False,
        "properties": {name: _entry(entry) for name, entry in entries.items()},
    }
    if needed := [name for name, entry in entries.items() if entry.required]:
        schema["required"] = needed
    if one_of := getattr(record, "ONE_OF", ()):
        schema["oneOf"] = [{"required": [name]} for name in one_of]
    if at_most_one := getattr(record, "AT_MOST_ONE", ()):
        given = {name: {"not": {"type": "null"}} for name in at_most_one}
        schema["not"] = {"type": "object", "required": list(at_most_one), "properties": given}
    if getattr(record, "SOME", False):
        schema["minProperties"] = 1
    return schema


def _entry(entry: Entry) -> Schema:
    schema = _value(entry.shape, entry.setting)
    if not entry.required:
        schema = _or_nothing(schema)
    return {"description": entry.setting.about, **schema}


def _value(shape: Shape, setting: Setting) -> Schema:
    match shape.kind:
        case Kind.LIST:
            return {"type": "array", "items": _value(shape_of(shape.type), setting)}
        case Kind.NAMED:
            return {
                "type": "object",
                "propertyNames": {"minLength": 1, "maxLength": LONGEST},
                "additionalProperties": _item(_value(shape_of(shape.type), setting)),
            }
        case Kind.RECORD:
            return _record(shape.type)
        case Kind.SCALAR:
            return _scalar(shape.type, setting)


def _item(schema: Schema) -> Schema:
    """`runway:` with nothing after it stands for a mapping without entries, where that says enough."""
    return schema if {"oneOf", "minProperties"} & schema.keys() else _or_nothing(schema)


def _or_nothing(schema: Schema) -> Schema:
    if "enum" in schema:
        schema = {**schema, "enum": [*schema["enum"], None]}
    return {**schema, "type": [schema["type"], "null"]}


def _scalar(kind: type, setting: Setting) -> Schema:
    if kind is int or kind is Decimal:
        return _number("integer" if kind is int else "number", setting)
    if kind is date:
        return {"type": "string", "format": "date", "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
    if setting.choices:
        return {"type": "string", "enum": list(setting.choices)}
    pattern = setting.pattern or (SLUG if setting.checks else r".*\S.*")
    return {"type": "string", "minLength": 1, "maxLength": LONGEST, "pattern": f"^(?:{pattern})$"}


def _number(kind: str, setting: Setting) -> Schema:
    schema: Schema = {"type": kind, "maximum": LARGEST}
    if setting.choices:
        schema["enum"] = [int(choice) for choice in setting.choices]
    if setting.minimum is not None:
        schema["minimum"] = setting.minimum
    if setting.above is not None:
        schema["exclusiveMinimum"] = setting.above
    return schema
