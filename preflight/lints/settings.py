"""Variables and addresses that are handed to the API: the wrong key variable, assets without TLS."""

import re
from collections.abc import Iterator
from typing import Final

from preflight.lints.code import Call, Module, Rec, Seq, Str, Value
from preflight.lints.model import Hit, Lint, Look, Severity
from preflight.lints.requests import model_records

_CLIENTS: Final = frozenset({"RunwayML", "AsyncRunwayML"})
_KEY: Final = frozenset({"api_key", "apiKey"})
_TEXT: Final = re.compile(r"prompt_?text|text|prompt|name|description|negative_?prompt", re.IGNORECASE)


def _wrong_variable(look: Look) -> Iterator[Hit]:
    vendor = look.vendor
    if look.module.file.mentions(vendor.key_variable.encode()):
        return
    if not any(_takes_key_from_environment(look.module, call) for call in look.module.calls):
        return
    for read in look.module.env:
        if read.name in vendor.lookalikes and read.name not in look.own_variables:
            yield Hit(read.at, read.name, fix=f"name the variable {vendor.key_variable}, or pass the key: api_key=…")


def _takes_key_from_environment(module: Module, call: Call) -> bool:
    """Whether a client of the SDK is made without a key."""
    if call.last not in _CLIENTS:
        return False
    options = module.record(call.positional[0]) if call.positional else call.named
    return options is not None and not options.open and _KEY.isdisjoint(options.entries)


def _insecure(look: Look) -> Iterator[Hit]:
    for body, _ in model_records(look.requests):
        for text in _texts(look.module, body, set()):
            if text.text.lower().startswith("http://"):
                yield Hit(text.at, text.text[:60], fix="serve it over https")


def _texts(module: Module, value: Value, seen: set[int]) -> Iterator[Str]:
    """The texts in a body, those that people read left out."""
    value = module.resolve(value)
    if id(value) in seen:
        return  # a mapping that holds itself, by name
    seen.add(id(value))
    match value:
        case Rec(entries):
            for name, inner in entries.items():
                if not _TEXT.fullmatch(name):
                    yield from _texts(module, inner, seen)
        case Seq(items):
            for item in items:
                yield from _texts(module, item, seen)
        case Str():
            yield Str(getattr(module.text(value), "text", value.text), value.at)
        case _:
            return


LINTS: Final = (
    Lint(
        id="wrong-key-variable",
        severity=Severity.FAIL,
        title="the SDK does not read this variable, and is given no key",
        why="the client raises when it is made: it reads RUNWAYML_API_SECRET alone.",
        fix="name the variable RUNWAYML_API_SECRET, or pass the key to the client",
        example='if not os.environ.get("RUNWAY_API_KEY"):\n    raise SystemExit("no key")\n'
        "client = RunwayML()  # runwayml",
        near_miss='client = RunwayML(api_key=os.environ["RUNWAY_API_KEY"])  # runwayml',
        find=_wrong_variable,
    ),
    Lint(
        id="http-asset",
        severity=Severity.FAIL,
        title="an asset is named by an address without TLS",
        why="the API takes https:// alone and answers 400.",
        fix="serve it over https",
        example='client.image_to_video.create(\n    model="gen4_turbo",\n    ratio="1280:720",\n'
        '    prompt_image="http://example.com/a.png",\n)  # runwayml',
        near_miss='client.image_to_video.create(\n    model="gen4_turbo",\n    ratio="1280:720",\n'
        '    prompt_image="https://example.com/a.png",\n    prompt_text="http:// on a wall",\n)  # runwayml',
        find=_insecure,
    ),
)
