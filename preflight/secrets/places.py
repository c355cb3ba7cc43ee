"""Where the objects that hold a key belong: path and first commit, asked of git only when there are any."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from preflight.git import Git
from preflight.secrets.commits import author_dates, folders_of, locate
from preflight.secrets.content import Hit
from preflight.secrets.ledger import Committed, Ledger
from preflight.secrets.pushed import pushed
from preflight.secrets.store.model import Kind, Told
from preflight.secrets.worktree import IndexEntry
from preflight.verdict import Where

_SAID_BY = {Kind.COMMIT: Where.COMMIT_MESSAGE, Kind.TAG: Where.TAG_MESSAGE, Kind.TREE: Where.PATH}


class Places:
    """The places of one repository's objects."""

    def __init__(self, git: Git, entries: Iterable[IndexEntry], *, inside: bytes | None = None) -> None:
        """`inside`: name of the work tree, for a submodule's repository."""
        self._git = git
        self._entries = tuple(entries)
        self._inside = inside

    def report(self, told: Mapping[str, Told[Hit]], ledger: Ledger) -> None:
        """Records everything in `told`, by object id, at each of its places."""
        blobs = {oid: one for oid, one in told.items() if one.kind is Kind.BLOB}
        others = {oid: one for oid, one in told.items() if one.kind is not Kind.BLOB}
        self._blobs(blobs, ledger)
        self._others(others, ledger)

    def _blobs(self, blobs: Mapping[str, Told[Hit]], ledger: Ledger) -> None:
        """A finding per key and path. The index counts where it differs from what is committed."""
        located = locate(self._git, blobs)
        places = located.places
        on_remote = pushed(self._git, {place.commit for place in places})
        for place in places:
            ledger.tell(blobs[place.blob], *self._at(place.where, place.path), place.committed(on_remote))
        committed = {(place.blob, place.path) for place in places if place.where is Where.HISTORY}
        staged = [e for e in self._entries if e.blob in blobs and (e.blob, e.path) not in committed]
        for entry in staged:
            ledger.tell(blobs[entry.blob], *self._at(Where.INDEX, entry.path))
        placed = {place.blob for place in places} | {entry.blob for entry in staged}
        for oid in blobs.keys() - placed:
            where = Where.UNREACHABLE if located.complete else Where.HISTORY
            ledger.tell(blobs[oid], *self._at(where, _object(oid)))

    def _others(self, told: Mapping[str, Told[Hit]], ledger: Ledger) -> None:
        commits = {oid for oid, one in told.items() if one.kind is Kind.COMMIT}
        folders = folders_of(self._git, {oid for oid, one in told.items() if one.kind is Kind.TREE})
        dates = author_dates(self._git, commits)
        on_remote = pushed(self._git, commits)
        for oid, one in told.items():
            by = Committed(oid, dates.get(oid), on_remote.get(oid)) if oid in commits else Committed()
            if one.kind is Kind.TREE:
                self._names(one, folders.get(oid, b""), ledger)
            else:
                path = _object(oid) if one.kind is Kind.TAG else None
                ledger.tell(one, *self._at(_SAID_BY[one.kind], path), by)

    def _names(self, tree: Told[Hit], folder: bytes, ledger: Ledger) -> None:
        """The keys in the names of a folder's entries."""
        for hit in tree.hits:
            name = (hit.member or "").encode("utf-8", "surrogateescape")
            path = folder + b"/" + name if folder else name
            ledger.add(replace(hit, member=None), *self._at(Where.PATH, path))

    def _at(self, where: Where, path: bytes | None) -> tuple[Where, bytes | None]:
        """The place as seen from the repository under review."""
        if self._inside is None:
            return where, path
        return Where.SUBMODULE, self._inside + b"/" + path if path else self._inside


def _object(oid: str) -> bytes:
    """What stands in for the path of an object that has none that git could tell."""
    return f"object {oid}".encode("ascii")
