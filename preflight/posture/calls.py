"""Calls of a vendor's API from code that runs at the user's, where everybody can read the key that they take."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Final

from preflight.posture.client_code import Source
from preflight.providers.base import Vendor
from preflight.verdict import Finding

IMPORTED: Final = "sdk-in-client"
CALLED: Final = "call-from-client"
# A header that is put together from a key: `Authorization: "Bearer " + key`, `Authorization: `Bearer ${key}``,
# `headers.set("x-api-key", key)`. A backslash before the quote is that of an example in a string.
_HEADER: Final = re.compile(r"authorization|x-api-key", re.IGNORECASE | re.ASCII)
_FROM_KEY: Final = re.compile(
    r"""(?i:authorization)["'`]?\]?\s{0,99}[:,=]\s{0,99}(?:`Bearer \$\{|["']Bearer ["']\s{0,99}(?:\+|\.concat\())"""
    r"""|(?i:x-api-key)["'`]?\]?\s{0,99}[:,=]\s{0,99}(?:`\$\{|[A-Za-z_$])"""
)
_MOST: Final = 100
"""Places of a host, or of a header, that are compared."""
_EXAMPLE: Final = re.compile(r"\\n[^\n]{0,60}\Z")
# Names that are nearly always types, or the classes of errors: importing them brings no client along.
_TYPE: Final = re.compile(r"\s*+(?:type\s.*|\w*(?:Error|Params?|Response|Options)(?:\s+as\s+\w+)?|)\s*", re.DOTALL)


def sdk_imports(source: Source, vendors: Iterable[Vendor]) -> Iterator[Finding]:
    """A vendor's SDK in code that runs at the user's; types, which vanish when it is compiled, do not count."""
    for vendor in vendors:
        at = _imported(vendor.npm_package, source.code) if source.client and vendor.npm_package else None
        if at is not None and source.client:
            yield source.file.finding(IMPORTED, at, what=vendor.npm_package, note=source.client)


def api_calls(source: Source, vendors: tuple[Vendor, ...]) -> Iterator[Finding]:
    """A vendor's host and the header that carries the key, both in one module that runs at the user's."""
    for call in calls(source.code, vendors) if source.client else ():
        yield source.file.finding(CALLED, call.header, what=call.host, note=f"sends the key; {source.client}")


@dataclass(frozen=True, slots=True)
class Call:
    """A vendor's host, and the nearest place where code puts a key into a header."""

    host: str
    header: int
    distance: int
    """Characters between the two."""


def calls(code: str, vendors: tuple[Vendor, ...]) -> Iterator[Call]:
    """At most one for each host."""
    named = [host for vendor in vendors for host in hosts_of(vendor) if host in code]
    headers = list(islice(_headers(code), _MOST)) if named else []
    for host in named if headers else ():
        places = [match.start() for match in islice(re.finditer(rf"(?<![\w.-]){re.escape(host)}", code), _MOST)]
        if places:
            distance, header = min((abs(header - place), header) for header in headers for place in places)
            yield Call(host, header, distance)


def _headers(code: str) -> Iterator[int]:
    """Where code puts a key into a header. An example in some documentation is part of a string: its line ends are
    escaped.
    """
    for match in _HEADER.finditer(code):
        at = match.start()
        if _FROM_KEY.match(code, at) and not _EXAMPLE.search(code[max(0, at - 80) : at]):
            yield at


def hosts_of(vendor: Vendor) -> tuple[str, ...]:
    """The hosts that a key is sent to, by right or by mistake."""
    return (*sorted(vendor.hosts), *vendor.wrong_hosts)


def _imported(package: str, code: str) -> int | None:
    """Where the first import of more than types stands."""
    static, dynamic = _imports_of(package)
    found = [match.start("source") for match in static.finditer(code) if not _only_types(match["names"])]
    found += [match.start("source") for match in dynamic.finditer(code)]
    return min(found, default=None)


@cache
def _imports_of(package: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """`import X from "package"` or from where it is served to browsers; `require("package")`, `import("package")`.

    Not `package/resources`, where the types are.
    """
    source = rf"""["'`](?P<source>(?:https://[\w.-]+/(?:npm/)?)?{re.escape(package)}(?:@[\w.-]+)?(?:/\+esm)?)["'`]"""
    return (
        re.compile(
            rf"""(?:^|[;}}])[ \t]*(?:import|export)\b(?P<names>[^"';`]{{0,2000}}?)(?:\bfrom\s*)?{source}""",
            re.MULTILINE,
        ),
        re.compile(rf"""\b(?:require|import)\s{{0,9}}\(\s{{0,9}}{source}"""),
    )


def _only_types(names: str) -> bool:
    """Of `import {A, type B}`: whether nothing of it is left once it is compiled."""
    names = names.strip()
    if re.match(r"type\s++(?!from\b)", names):
        return True
    listed = re.fullmatch(r"\{(.*)\}", names, re.DOTALL)
    return listed is not None and all(_TYPE.fullmatch(name) for name in listed[1].split(","))
