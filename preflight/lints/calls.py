"""Calls of the API by hand: the version that they speak, and the endpoints that they go to."""

import re
from collections.abc import Iterator
from typing import Final

from preflight.lints.code import Pair, Str
from preflight.lints.model import Hit, Lint, Look, Severity
from preflight.lints.requests import Address, Way

_DATE: Final = re.compile(r"20[0-9]{2}-[0-9]{2}-[0-9]{2}")
_PREFIX: Final = 4
"""Characters before a text, at most: its quote, and Python's letters for its kind."""
# After a name that is an argument: `", "2024-09-13"`.
_SECOND_ARGUMENT: Final = re.compile(rf"""["'`]\s{{0,99}},\s{{0,99}}["'`]({_DATE.pattern})["'`]""")
_FIRST_PARTY: Final = re.compile(r"runway(?:ml)?[_-]?(?:api[_-]?)?version", re.IGNORECASE)


def _missing(look: Look) -> Iterator[Hit]:
    header = look.table.version_header.lower()
    for request in look.requests.all:
        headers = request.headers
        if request.way is not Way.RAW or headers is None or headers.open:
            continue
        names = {name.lower() for name in headers.entries}
        if "authorization" in names and header not in names:
            yield Hit(
                headers.at, request.endpoint or "", fix=f'add "{look.table.version_header}": "{look.table.version}"'
            )


def _outdated(look: Look) -> Iterator[Hit]:
    for pair in look.module.pairs:
        text = look.module.text(pair.value) if _names_version(look, pair) else None
        if text and _DATE.fullmatch(text.text) and text.text != look.table.version:
            yield _of_outdated(look, text.at, text.text)
    for text in look.module.strings:
        if found := _version_beside(look, text):
            yield _of_outdated(look, *found)


def _version_beside(look: Look, text: Str) -> tuple[int, str] | None:
    """An old date that a call gives to the header, or in one text with it: `-H "X-Runway-Version: 2024-09-13"`."""
    header = look.table.version_header.lower()
    name, _, rest = text.text.partition(":")
    if name.strip().lower() != header:
        return None
    code = look.module.file.text
    prefix = code[text.at : text.at + len(header) + _PREFIX].lower().find(header)
    beside = _SECOND_ARGUMENT.match(code, text.at + prefix + len(header)) if not rest else None
    date, place = (beside[1], beside.start(1)) if beside else (rest.strip(), text.at)
    return (place, date) if _DATE.fullmatch(date) and date != look.table.version else None


def _of_outdated(look: Look, at: int, date: str) -> Hit:
    return Hit(at, date, fix=f'"{look.table.version}" is the current version')


def _names_version(look: Look, pair: Pair) -> bool:
    name = pair.name.lower()
    return name == look.table.version_header.lower() or _FIRST_PARTY.fullmatch(name) is not None


def _invented(look: Look) -> Iterator[Hit]:
    called = {request.url_at: request.address for request in look.requests.all if request.address}
    for at, address in called.items():
        if hit := _judged(look, at, address, exact=True):
            yield hit
    for text in look.module.strings:
        whole = look.module.text(text)
        part = look.requests.address(whole) if whole and text.at not in called else None
        if part and (hit := _judged(look, text.at, part, exact=False)):
            yield hit


def _judged(look: Look, at: int, address: Address, *, exact: bool) -> Hit | None:
    """None for an endpoint that exists; unless `exact`, also for what may be the beginning of one."""
    rest = address.path.strip("/")
    below, _, endpoint = rest.partition("/")
    if not rest or rest == "v1" or rest.startswith(("{}", "v1{}")):
        return None
    if below == "v1" and (look.table.has_endpoint(endpoint) or endpoint.startswith("{}")):
        return None
    begins_one = any(known.startswith(f"{endpoint}/") for known in look.table.endpoints)
    endpoint = re.sub(r"^(?:api/)?(?:v[0-9]+/)?", "", rest)
    invented = look.table.is_invented(endpoint)
    if begins_one and not exact and not invented:
        return None
    if address.host not in look.vendor.hosts and not invented:
        return None  # the host is what is wrong
    near = look.table.nearest_endpoint(endpoint)
    fix = f"the nearest endpoint is /v1/{near}" if near else "the vendor's documentation lists the endpoints"
    if endpoint.endswith("/cancel"):
        fix = "DELETE /v1/tasks/{id} cancels a task"
    certain = below != "v1" or invented
    note = "" if certain else f"not in the table of {look.table.as_of}"
    return Hit(at, f"/{rest}", note=note, fix=fix, doubtful=not certain)


LINTS: Final = (
    Lint(
        id="api-version-missing",
        severity=Severity.FAIL,
        title="a call by hand lacks the header X-Runway-Version",
        why="the API answers 400 to every call without it.",
        fix='add "X-Runway-Version": "2024-11-06"',
        example='requests.get(\n    "https://api.dev.runwayml.com/v1/organization",\n'
        '    headers={"Authorization": f"Bearer {key}"},\n)',
        near_miss='requests.get(\n    "https://api.dev.runwayml.com/v1/organization",\n'
        '    headers={"Authorization": f"Bearer {key}", "X-Runway-Version": "2024-11-06"},\n)',
        find=_missing,
    ),
    Lint(
        id="api-version-outdated",
        severity=Severity.FAIL,
        title="this version of the API is not the current one",
        why="an old version is served for four months after a new one, and may then be refused.",
        fix="name the current version",
        example='HEADERS = {"X-Runway-Version": "2024-09-13"}',
        near_miss='HEADERS = {"X-Runway-Version": "2024-11-06", "Notion-Version": "2022-06-28"}',
        find=_outdated,
        needs_parser=False,
    ),
    Lint(
        id="invented-endpoint",
        severity=Severity.FAIL,
        title="the API has no such endpoint",
        why="it answers 404, which no retry mends. An endpoint that only the table does not know warns.",
        fix="call an endpoint of the vendor's documentation",
        example='requests.post("https://api.dev.runwayml.com/v1/generate", headers=headers, json=body)',
        near_miss='requests.post("https://api.dev.runwayml.com/v1/generate/video", headers=headers, json=body)',
        find=_invented,
        needs_parser=False,
    ),
)
