"""Keys, and calls that carry one, in what a build has put out for browsers and apps; also when git ignores it."""

import json
import posixpath
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from itertools import accumulate, islice
from typing import Final

from preflight.posture.calls import calls
from preflight.posture.javascript import blanked
from preflight.printable import printable
from preflight.providers.base import Vendor
from preflight.redact import Secret
from preflight.secrets.content import Examiner
from preflight.tree.gate import SHORTEST_KEY
from preflight.tree.model import File, Tree
from preflight.tree.names import base, shipped_root
from preflight.verdict import Confidence, Finding

KEY: Final = "key-in-build"
CALL: Final = "call-in-build"
SDK: Final = "sdk-in-build"
_MOST: Final = 20
"""Findings per file and rule: more would say nothing new."""
_NEAR: Final = 2_000
"""Characters between a host and a header that surely belong to one call."""
_CODE: Final = frozenset({".js", ".mjs", ".cjs", ".html", ".htm", ".jsbundle", ".bundle"})
# Folders of a build that are filled for servers.
_SERVER: Final = re.compile(r"(?:^|/)(?:server|ssr|functions|edge|api|_worker\.js|netlify|prerender)/")
# These hold nothing but what is served; `dist` and the like may as well be a server's, unless there is a page in it.
_ALWAYS_SERVED: Final = (".next/static", ".nuxt/dist/client", ".output/public", ".svelte-kit/output/client", "/static")
_FOR_DEVICES: Final = re.compile(r"(?:^|/)_expo/|\.(?:jsbundle|hbc|bundle)\Z")


class Builds:
    """The outputs of builds in a tree, and which of them reach users."""

    def __init__(self, tree: Tree) -> None:
        self._served: set[str] = set()
        programs = frozenset(root for file in tree.kept() for root in _programs_of(file))
        for file in tree.files:
            root = file.shipped_root
            if root is None:
                continue
            if root.endswith(_ALWAYS_SERVED) or _FOR_DEVICES.search(file.path):
                self._served.add(root)
            elif file.suffix in {".html", ".htm"}:
                # A page deep in what a program is started from is a part of its own, which the program serves.
                self._served.add(file.path.rpartition("/")[0] if root in programs else root)

    @property
    def roots(self) -> frozenset[str]:
        """Those that reach users."""
        return frozenset(self._served)

    def reaches_users(self, file: File) -> bool:
        """Whether what is in `file` can be read in a browser or unpacked from an app."""
        root = file.shipped_root
        if root is None or _SERVER.search(file.path.removeprefix(f"{root}/")):
            return False
        folders = accumulate(file.path.split("/")[:-1], lambda above, name: f"{above}/{name}")
        return not self._served.isdisjoint(folders)


def _programs_of(file: File) -> Iterator[str]:
    """Outputs of builds that a `package.json` says programs begin in: `dist` for `"main": "dist/index.js"`.

    Not those of Electron, which are handed to users whole.
    """
    if base(file.path) != "package.json" or '"electron"' in file.text:
        return
    try:
        manifest = json.loads(file.text)
    except (ValueError, RecursionError):
        return
    entries = [manifest.get(name) for name in ("main", "module", "bin")] if isinstance(manifest, dict) else []
    entries += [entry for entry in entries if isinstance(entry, dict) for entry in entry.values()]
    for entry in entries:
        path = posixpath.normpath(posixpath.join(posixpath.dirname(file.path), entry)) if isinstance(entry, str) else ""
        if root := shipped_root(path):
            yield root


def keys_in_build(file: File, builds: Builds, own: Iterable[Secret]) -> Iterator[Finding]:
    """Exact copies of the keys that this environment uses, whatever their form; others by theirs, encoded or not."""
    content = file.content or b""
    served = builds.reaches_users(file)
    note = "whoever opens the page or app can read it" if served else "whoever gets this build can read it"
    told: set[str] = set()
    for key in own:
        value = key.reveal().encode("utf-8", "surrogateescape")
        at = content.find(value) if len(value) >= SHORTEST_KEY else -1
        if at >= 0:
            told.add(str(key))
            confidence = Confidence.CERTAIN if served else Confidence.POSSIBLE
            what = f"the key that this environment uses; {note}"
            yield file.finding(KEY, _characters(content, at), what=str(key), confidence=confidence, note=what)
    for hit in _examiner().look_at(content).hits:
        shown = str(Secret(hit.key.decode("utf-8", "surrogateescape")))
        if shown not in told and len(told) < _MOST:
            told.add(shown)
            finding = file.finding(KEY, _characters(content, hit.offset), what=shown, note=note)
            certain = hit.confidence is Confidence.CERTAIN and served
            confidence = Confidence.CERTAIN if certain else Confidence.POSSIBLE
            yield replace(finding, encoding=hit.encoding, confidence=confidence)


def calls_in_build(file: File, builds: Builds, vendors: tuple[Vendor, ...]) -> Iterator[Finding]:
    """Code that puts a key into a header for a vendor's host, in a bundle or in the sources that its map carries."""
    if not builds.reaches_users(file):
        return
    if file.suffix == ".map":
        yield from islice(_in_map(file, vendors), _MOST)
    elif file.suffix in _CODE:
        for call in calls(file.text, vendors):
            confidence = Confidence.CERTAIN if call.distance <= _NEAR else Confidence.POSSIBLE
            note = "the browser or app sends the key"
            yield file.finding(CALL, call.header, what=call.host, confidence=confidence, note=note)


def _in_map(file: File, vendors: tuple[Vendor, ...]) -> Iterator[Finding]:
    """What the sources say that went into the bundle. Places are those of the map, which is one line as a rule."""
    text, told = file.text, set[str]()
    for name, source in _sources(text):
        shown = printable(name, limit=100)
        package = next((v.npm_package for v in vendors if v.npm_package and f"/{v.npm_package}/" in f"/{name}"), None)
        if package and package not in told:
            told.add(package)
            yield file.finding(SDK, _place(text, name), what=package, note=f"its module {shown} and others")
        elif "node_modules/" not in name:
            for call in calls(blanked(source), vendors):
                yield file.finding(CALL, _place(text, name), what=call.host, note=f"{shown} sends the key")


def _place(text: str, name: str) -> int:
    return max(0, text.find(json.dumps(name)))


def _sources(text: str) -> list[tuple[str, str]]:
    """Names and contents of a source map's sources; nothing where it is none."""
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        return []
    names = told.get("sources") if isinstance(told, dict) else None
    contents = told.get("sourcesContent") if isinstance(told, dict) else None
    if not isinstance(names, list) or not isinstance(contents, list):
        return []
    return [(a, b) for a, b in zip(names, contents, strict=False) if isinstance(a, str) and isinstance(b, str)]


@cache
def _examiner() -> Examiner:
    return Examiner({})


def _characters(content: bytes, offset: int) -> int:
    return len(content[:offset].decode("utf-8", "surrogateescape"))
