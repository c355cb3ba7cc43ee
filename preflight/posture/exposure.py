"""Where browsers and apps could read a server's key."""

from collections.abc import Iterator
from dataclasses import dataclass

from preflight.posture.built import Builds, calls_in_build, keys_in_build
from preflight.posture.calls import api_calls, sdk_imports
from preflight.posture.client_code import Packages, Source, source_of
from preflight.posture.javascript import SUFFIXES
from preflight.posture.kinds import kind_of
from preflight.posture.naming import Naming
from preflight.posture.public_names import inlined, read_publicly, set_publicly
from preflight.redact import Secret
from preflight.tree.model import File, Tree, numbered
from preflight.tree.names import base, shipped_root
from preflight.verdict import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientExposure:
    """A fact: what of the repository runs at the user's, and the places where a key would get there."""

    findings: tuple[Finding, ...] = ()
    """Those on a line that allows them are set aside."""
    variable: str = ""
    """The variable that the first provider's SDK reads, for messages."""
    client_files: int = 0
    """Source files that speak of a provider and run at the user's."""
    builds: tuple[str, ...] = ()
    """Folders of build outputs that reach users."""
    unread: tuple[str, ...] = ()
    """What could not be read of the files that might expose a key, in words."""


def read_exposure(tree: Tree, naming: Naming, own: tuple[Secret, ...] = ()) -> ClientExposure:
    """Looks at sources, at settings, and at what builds have put out; `own`: the keys that this environment uses."""
    packages, builds = Packages.of(tree), Builds(tree)
    written = [file for file in tree.kept() if not file.shipped_root]
    sources = [source for file in written if (source := source_of(file, packages))]
    found = [
        *(finding for file in tree.kept() if file.shipped_root for finding in _in_build(file, builds, naming, own)),
        *(finding for file in written for finding in set_publicly(file, naming)),
        *(finding for source in sources for finding in _in_source(source, naming)),
    ]
    return ClientExposure(
        findings=numbered(found),
        variable=naming.vendors[0].key_variable if naming.vendors else "",
        client_files=sum(source.client is not None for source in sources),
        builds=tuple(sorted(builds.roots)),
        unread=tree.gaps(_may_expose),
    )


def _in_build(file: File, builds: Builds, naming: Naming, own: tuple[Secret, ...]) -> Iterator[Finding]:
    yield from keys_in_build(file, builds, own)
    yield from calls_in_build(file, builds, naming.vendors)


def _in_source(source: Source, naming: Naming) -> Iterator[Finding]:
    yield from read_publicly(source, naming)
    yield from inlined(source, naming)
    yield from sdk_imports(source, naming.vendors)
    yield from api_calls(source, naming.vendors)


def _may_expose(path: str) -> bool:
    name = base(path)
    return name.endswith(tuple(SUFFIXES)) or kind_of(path) is not None or shipped_root(path) is not None
