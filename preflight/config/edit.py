"""Adds a waiver to the text of a config and leaves every other byte as it was, or refuses."""

import json
import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from preflight.config.load import parse_config
from preflight.config.model import Config, Waiver
from preflight.config.nodes import Mapping, Node, Scalar, Sequence, parse
from preflight.config.problems import LINE_END, Problems, lines_of
from preflight.errors import ConfigError
from preflight.files import BOM, decode

# Plain in every dialect of YAML: no indicator characters, and no word that some dialect takes for a boolean.
_PLAIN: Final = re.compile(r"(?!(?i:y|n|yes|no|on|off|true|false|null)$)[A-Za-z][A-Za-z0-9._@/-]*")


_DOCUMENT_END: Final = re.compile(r"^\.\.\.(?=\s|\Z)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where new text goes and what it looks like."""

    index: int
    """Before this character of the text."""
    indent: int
    """Columns before the dash."""
    gap: int = 1
    """Spaces after the dash."""
    flow: bool = True
    """`{check: …}` on one line, instead of one name per line."""
    heading: str = ""
    """`waivers:` where the text has none."""


@dataclass(frozen=True, slots=True)
class _Inside:
    """A list or mapping in brackets that new text goes into."""

    index: int
    """Of the closing bracket."""
    named: bool
    """The text has no `waivers:`, so the new text brings it."""


def insert_waiver(content: bytes, waiver: Waiver, *, name: str) -> bytes:
    """`content` with `waiver` as the last entry under `waivers:`; all other bytes stay.

    Raises ConfigError, which calls the file `name`, where `content` is no valid config, and with the lines
    to paste where it is laid out in a way that is not extended.
    """
    bom = BOM if content.startswith(BOM) else b""
    text = decode(content, Path(name))
    old = _config(text, name)
    problems = Problems(name, text)
    root = parse(text, problems)
    layout = _layout(text, root)
    if layout is not None:
        changed = _inserted(text, waiver, layout)
        try:
            if _config(changed, name) == replace(old, waivers=(*old.waivers, waiver)):
                return bom + changed.encode("utf-8")
        except ConfigError:
            pass  # the text around it does not allow the usual layout: say what to paste
    raise ConfigError(
        f"{name}: the waiver cannot be inserted without changing other lines",
        hint=_by_hand(root, waiver),
    )


def lines(waiver: Waiver, *, indent: int = 2, gap: int = 1, flow: bool = True) -> list[str]:
    """The waiver as an item of a YAML list, without line ends."""
    pairs = [
        ("check", waiver.check),
        ("subject", waiver.subject),
        ("reason", waiver.reason),
        ("by", waiver.by),
    ]
    written = [f"{name}: {_scalar(value)}" for name, value in pairs if value is not None]
    written.append(f"expires: {waiver.expires.isoformat()}")
    dash = " " * indent + "-" + " " * gap
    if flow:
        return [f"{dash}{{{', '.join(written)}}}"]
    return [(dash if number == 0 else " " * len(dash)) + pair for number, pair in enumerate(written)]


def _by_hand(root: Node, waiver: Waiver) -> str:
    """Where to put it, and lines that are valid there."""
    (item,) = lines(waiver, indent=0)
    _, given = root.entries.get("waivers", (None, None)) if isinstance(root, Mapping) else (None, None)
    if isinstance(given, Sequence) and given.flow:
        return f"add this yourself to the list `waivers`, with a comma before it\n\n{item.removeprefix('- ')}"
    if isinstance(root, Mapping) and root.flow:
        return f"add this yourself, with a comma before it\n\nwaivers: [{item.removeprefix('- ')}]"
    if isinstance(given, Sequence):
        return f"add this yourself under `waivers:`, with the dash below the others\n\n{item}"
    where = "in place of the `waivers:` that is there" if given else "as a chapter of its own"
    return f"add this yourself {where}\n\nwaivers:\n  {item}"


def _scalar(value: str) -> str:
    return value if _PLAIN.fullmatch(value) else json.dumps(value, ensure_ascii=False)


def _layout(text: str, root: Node) -> _Layout | _Inside | None:
    """None where the text is laid out in a way that is not extended."""
    if not isinstance(root, Mapping):
        return None
    column = root.place.column - 1
    if "waivers" not in root.entries:
        if root.flow:
            return _Inside(root.end - 1, named=True)
        return _Layout(_document_end(text, root.end), column + 2, heading=" " * column + "waivers:")
    key, value = root.entries["waivers"]
    if isinstance(value, Sequence) and value.flow:
        return _Inside(value.end - 1, named=False)
    if root.flow:
        return None
    if isinstance(value, Scalar) and not value.text:
        return _Layout(_line_end(text, key.end), column + 2)
    if not isinstance(value, Sequence):
        return None
    last = value.items[-1]
    return _Layout(
        _line_end(text, last.end),
        value.place.column - 1,
        gap=_gap(text, last),
        flow=not isinstance(last, Mapping) or last.flow,
    )


def _gap(text: str, item: Node) -> int:
    """Spaces between the dash and the item; 1 where the item begins on a line of its own."""
    dash = re.fullmatch(r" *-( +)", lines_of(text)[item.place.line - 1][: item.place.column - 1])
    return len(dash.group(1)) if dash else 1


def _document_end(text: str, index: int) -> int:
    """Where a `...` after `index` ends the document; without one, the end of the text."""
    found = _DOCUMENT_END.search(text, index)
    return found.start() if found else len(text)


def _inserted(text: str, waiver: Waiver, layout: _Layout | _Inside) -> str:
    if isinstance(layout, _Inside):
        return _inserted_inside(text, waiver, layout)
    first = LINE_END.search(text)
    newline = first.group() if first else "\n"
    new = lines(waiver, indent=layout.indent, gap=layout.gap, flow=layout.flow)
    block = newline.join([layout.heading, *new] if layout.heading else new)
    before, after = text[: layout.index], text[layout.index :]
    if before.endswith(("\n", "\r")):
        return before + block + newline + after
    return before + newline + block + after  # the end of a text that has no final line end, and gets none


def _inserted_inside(text: str, waiver: Waiver, layout: _Inside) -> str:
    (item,) = lines(waiver, indent=0)
    item = item.removeprefix("- ")
    before, after = text[: layout.index], text[layout.index :]
    comma = "" if before.rstrip().endswith(("[", "{", ",")) else ", "
    return before + comma + (f"waivers: [{item}]" if layout.named else item) + after


def _line_end(text: str, index: int) -> int:
    """The index after the line end that follows `index`; `index` itself where a line begins there."""
    if index and text[index - 1] in "\r\n":
        return index
    found = LINE_END.search(text, index)
    return found.end() if found else len(text)


def _config(text: str, name: str) -> Config:
    return parse_config(text, name, known_checks=None, known_providers=None)
