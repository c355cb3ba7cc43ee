"""Sample inputs, as they are named, into what is known of them; several at a time, within one budget of time."""

import re
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from preflight.assets.address import faults_of, name_of_url, target_of
from preflight.assets.content import HEAD_BYTES, kind_of, read_data_uri, shown
from preflight.assets.head import head
from preflight.assets.local import look_at, picture_of
from preflight.assets.model import Answer, Asset, Media, Way
from preflight.assets.rules import InputRules
from preflight.parts import Known, NotReadable, Part
from preflight.printable import printable

_AT_ONCE: Final = 4
_SCHEME: Final = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_LONGEST_NAME: Final = 200
_LEAST_SECONDS: Final = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """An input that somebody names."""

    text: str
    """A path, a URL, a data URI."""
    model: str | None = None
    place: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a look at inputs may do."""

    base: Path
    """What paths are relative to."""
    within: Path | None
    """What symlinks must not lead out of; None where the user named the files on the command line."""
    offline: bool
    allow_private: bool
    seconds: float
    """For all of them together."""


def read_assets(named: Sequence[Named], rules: InputRules, limits: Limits) -> tuple[Asset, ...]:
    """What is known of each, in their order."""
    deadline = time.monotonic() + limits.seconds
    with ThreadPoolExecutor(max_workers=_AT_ONCE) as pool:
        return tuple(pool.map(lambda one: _read(one, rules, limits, deadline), named))


def is_path(text: str) -> bool:
    """Whether an input is named by a path: it has no scheme."""
    return _scheme(text) == ""


def _scheme(text: str) -> str:
    match = _SCHEME.match(text)
    return match.group().lower() if match and len(match.group()) > 2 else ""  # "C:" is a drive


def _read(named: Named, rules: InputRules, limits: Limits, deadline: float) -> Asset:
    match _scheme(named.text):
        case "data:":
            asset = _data_uri(named.text)
        case "runway:":
            asset = Asset(name=f"{printable(named.text[:20])}…", way=Way.UPLOAD)
        case "" | "file:":
            asset = _file(named.text, limits)
        case _:
            asset = _url(named.text, rules, limits, deadline)
    return replace(asset, model=named.model, place=named.place)


def _file(text: str, limits: Limits) -> Asset:
    asset = Asset(name=printable(text, limit=_LONGEST_NAME), way=Way.FILE)
    match look_at(limits.base / re.sub(r"^file:(?://)?", "", text), limits.within):
        case Known(found):
            return replace(asset, kind=found.kind, size=Known(found.size), picture=found.picture, clip=found.clip)
        case NotReadable() as gone:
            return replace(asset, kind=gone, size=gone)


def _data_uri(text: str) -> Asset:
    uri = read_data_uri(text)
    kind = kind_of(uri.content[:HEAD_BYTES])
    is_picture = isinstance(kind, Known) and kind.value.media is Media.IMAGE and kind.value.taken
    return Asset(
        name=shown(text),
        way=Way.DATA_URI,
        faults=uri.faults,
        kind=kind if uri.content else NotReadable("nothing in it could be read"),
        size=Known(len(text)),
        picture=picture_of(uri.content) if is_picture else NotReadable("it is no picture that is taken"),
        clip=NotReadable("clips in data URIs are not looked into: check the file"),
        declared=uri.type,
    )


def _url(text: str, rules: InputRules, limits: Limits, deadline: float) -> Asset:
    not_seen = NotReadable("of a URL only HEAD is asked: check the file to have it looked into")
    asset = Asset(
        name=name_of_url(text),
        way=Way.URL,
        faults=faults_of(text, rules.longest_url),
        picture=not_seen,
        clip=not_seen,
    )
    return replace(asset, answer=_asked(text, limits, deadline))


def _asked(url: str, limits: Limits, deadline: float) -> Part[Answer]:
    """The answer to one HEAD, or why there is none."""
    left = deadline - time.monotonic()
    if limits.offline:
        return NotReadable("offline: no server was asked")
    if left <= 0:
        return NotReadable("no time was left to ask")
    match target_of(url, allow_private=limits.allow_private, seconds=left):
        case Known(target):
            return head(target, seconds=max(_LEAST_SECONDS, deadline - time.monotonic()))
        case NotReadable() as gone:
            return gone
