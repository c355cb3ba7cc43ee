"""Files that set a provider's key, and whether git, or everybody on the machine, gets to see it."""

import base64
import binascii
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

from preflight.posture.assignments import Assignment, assignments
from preflight.posture.kinds import FileKind, kind_of, sets_for_loaders
from preflight.posture.naming import Naming
from preflight.posture.values import Value, value_of
from preflight.redact import Secret
from preflight.secrets.rules import matches
from preflight.tree.model import File, Tree, numbered
from preflight.verdict import Confidence, Finding

RULE: Final = "key-in-file"
MOST_KEYS: Final = 50
"""Of one file that are told: more would say nothing new."""
_KUBERNETES_SECRET: Final = re.compile(r"^kind:[ \t]*[\"']?Secret\b", re.MULTILINE)
_SEALED: Final = re.compile(r"^kind:[ \t]*[\"']?SealedSecret\b|^[ \t]*encryptedData:", re.MULTILINE)
# `env_file: a.env`, `env_file: [a, b]`, or a list of names, or of `path: name`.
_ENV_FILE: Final = re.compile(
    r"^[ \t]*env_file:([^\n]*(?:\n[ \t]*(?:-[^\n]*|path:[^\n]*|required:[^\n]*))*)", re.MULTILINE
)
_LISTED: Final = re.compile(r"""(?:^|[\s\[,])["']?([\w./@-]*[\w@])["']?(?=[\s,\]]|\Z)""")
_REQUIRED: Final = re.compile(r"required:[^\n]*")
_SHORTEST_SEALED: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFile:
    """A file that names a variable of a provider's key."""

    path: str
    kind: FileKind
    tracked: bool
    ignored: bool
    world_readable: bool
    loaded: bool
    """It is a dotenv file that programs load, not a template of one."""
    keys: tuple[Finding, ...] = ()
    """Values that are keys, or look like it; those on a line that allows them are set aside."""
    variables: tuple[str, ...] = ()
    """Those that are set to the keys."""
    references: int = 0
    """Variables that are set to a reference: `${NAME}`, a secret manager's address, an encrypted value."""
    placeholders: tuple[str, ...] = ()
    """Variables that are set to nothing, or to an example."""

    @property
    def counted(self) -> tuple[Finding, ...]:
        """The keys that nobody has set aside."""
        return tuple(finding for finding in self.keys if finding.set_aside is None)


@dataclass(frozen=True, slots=True, kw_only=True)
class EnvFiles:
    """A fact: the files that set the providers' keys."""

    files: tuple[KeyFile, ...]
    variable: str
    """The variable that the first provider's SDK reads, for messages."""
    is_git: bool = True
    unread: tuple[str, ...] = ()
    """What could not be read of the files that might set one, in words."""


def read_env_files(tree: Tree, naming: Naming) -> EnvFiles:
    """Looks at files of settings and deployment; source code is left to the scan for keys."""
    named = frozenset(path for file in tree.kept() for path in _env_files_of(file))
    kinds = ((file, FileKind.SETTINGS if file.path in named else kind_of(file.path)) for file in tree.kept())
    found = (key_file(file, kind, naming, loaded=file.path in named) for file, kind in kinds if kind)
    return EnvFiles(
        files=tuple(one for one in found if one),
        variable=naming.vendors[0].key_variable if naming.vendors else "",
        is_git=tree.is_git,
        unread=tree.gaps(lambda path: kind_of(path) is not None),
    )


def _env_files_of(file: File) -> Iterator[str]:
    """The files whose variables a compose file has a service get, whatever they are called."""
    if kind_of(file.path) is FileKind.COMPOSE:
        for block in _ENV_FILE.finditer(file.text):
            for name in _LISTED.findall(_REQUIRED.sub("", block[1])):
                yield posixpath.normpath(posixpath.join(posixpath.dirname(file.path), name))


def key_file(file: File, kind: FileKind, naming: Naming, *, loaded: bool = False) -> KeyFile | None:
    """What `file` sets; None where it names no key and holds none. `loaded`: it is, whatever its name says."""
    text = file.text
    judge = _Judge(naming=naming, is_secret=bool(_KUBERNETES_SECRET.search(text)), is_sealed=bool(_SEALED.search(text)))
    values = [(one, judge.value(one)) for one in assignments(text, naming)]
    found = [(one, value) for one, value in values if value.kind in (Value.KEY, Value.LIKELY)]
    keys = [_finding(file, one, value, naming, kind) for one, value in found[:MOST_KEYS]]
    keys += islice(_others(file, {finding.redacted for finding in keys}), MOST_KEYS)
    if not values and not keys:
        return None
    return KeyFile(
        path=file.path,
        kind=kind,
        tracked=file.tracked,
        ignored=file.ignored,
        world_readable=file.world_readable,
        loaded=loaded or sets_for_loaders(file.path),
        keys=numbered(keys),
        variables=tuple(dict.fromkeys(one.name for one, _ in found)),
        references=sum(value.kind is Value.REFERENCE for _, value in values),
        placeholders=tuple(dict.fromkeys(one.name for one, value in values if value.kind is Value.PLACEHOLDER)),
    )


@dataclass(frozen=True, slots=True)
class _Judged:
    kind: Value
    key: str
    """Decoded where Kubernetes has it encoded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judge:
    """Judges the values of one file."""

    naming: Naming
    is_secret: bool
    """It is a Kubernetes Secret, whose values are in base64."""
    is_sealed: bool
    """It is one that is encrypted for a cluster."""

    def value(self, one: Assignment) -> _Judged:
        """What stands there."""
        judged = _Judged(value_of(one.value, self.naming), one.value)
        if judged.kind is not Value.LIKELY:
            return judged
        if self.is_sealed and len(one.value) >= _SHORTEST_SEALED:
            return replace(judged, kind=Value.REFERENCE)
        inner = _from_base64(one.value)
        if inner and (self.is_secret or self.naming.well_shaped(inner)):
            return _Judged(value_of(inner, self.naming), inner)
        return judged


def _from_base64(value: str) -> str | None:
    try:
        text = base64.b64decode(value, validate=True).decode("ascii")
    except (binascii.Error, ValueError):
        return None
    return text.strip() if text.strip().isprintable() else None


def _finding(file: File, one: Assignment, value: _Judged, naming: Naming, kind: FileKind) -> Finding:
    certain = value.kind is Value.KEY or (naming.shapeless(one.name) and kind is FileKind.SETTINGS)
    return file.finding(
        RULE,
        one.value_start,
        what=str(Secret(value.key)),
        confidence=Confidence.CERTAIN if certain else Confidence.POSSIBLE,
        note=f"the value of {one.name}",
    )


def _others(file: File, known: set[str]) -> Iterator[Finding]:
    """Keys of a documented form that stand elsewhere in the file: under another name, in a comment, as a default."""
    for match in matches(file.content or b""):
        shown = str(Secret(match.key.decode("utf-8", "surrogateescape")))
        if match.confidence is Confidence.CERTAIN and shown not in known:
            known.add(shown)
            at = len((file.content or b"")[: match.start].decode("utf-8", "surrogateescape"))
            yield file.finding(RULE, at, what=shown)
