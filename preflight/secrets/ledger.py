"""Turns hits into findings: each key once per place, the excluded ones set aside."""

import hashlib
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from preflight.redact import scrub
from preflight.secrets.excludes import Glob
from preflight.secrets.model import Exclude, Hidden
from preflight.secrets.windows import Hit
from preflight.text import printable
from preflight.verdict import Confidence, Finding, Where

MOST_FINDINGS: Final = 10_000


class Ledger:
    """All findings of one scan."""

    def __init__(self, excludes: tuple[Exclude, ...]) -> None:
        self._excludes = tuple((exclude, Glob(exclude.glob)) for exclude in excludes)
        self._findings: dict[str, Finding] = {}
        self._excluded: dict[str, Exclude] = {}
        self.overflow = False
        """More than `MOST_FINDINGS` were found; the rest was dropped."""

    def add(
        self,
        hit: Hit,
        where: Where,
        path: bytes | None,
        *,
        commit: str | None = None,
        author_date: datetime | None = None,
    ) -> None:
        """Records `hit`; of several in one place the first stays, or the certain one that follows it."""
        shown = None if path is None else scrub(printable(path))
        fingerprint = _fingerprint(hit, where, path)
        earlier = self._findings.get(fingerprint)
        if earlier and (earlier.confidence is Confidence.CERTAIN or hit.confidence is Confidence.POSSIBLE):
            return
        if earlier is None and len(self._findings) >= MOST_FINDINGS:
            self.overflow = True
            return
        self._findings[fingerprint] = Finding(
            rule=hit.rule,
            confidence=hit.confidence,
            where=where,
            redacted=hit.redacted,
            fingerprint=fingerprint,
            path=shown,
            line=hit.line,
            column=hit.column,
            commit=commit,
            author_date=author_date,
            encoding=hit.encoding,
        )
        exclude = None if path is None else self._exclude(printable(path))
        if exclude:
            self._excluded[fingerprint] = exclude

    def findings(self) -> tuple[Finding, ...]:
        """Those that count, by path, place and position."""
        return tuple(f for f in self._sorted() if f.fingerprint not in self._excluded)

    def hidden(self) -> tuple[Hidden, ...]:
        """Those that an exclude hid: by the first one that matches."""
        found = ((exclude, self._hidden_by(exclude)) for exclude, _ in self._excludes)
        return tuple(Hidden(exclude, findings) for exclude, findings in found if findings)

    def redacted(self) -> frozenset[str]:
        """The keys that were found, the hidden ones included."""
        return frozenset(finding.redacted for finding in self._findings.values())

    def _hidden_by(self, exclude: Exclude) -> tuple[Finding, ...]:
        return tuple(f for f in self._sorted() if self._excluded.get(f.fingerprint) is exclude)

    def _exclude(self, path: str) -> Exclude | None:
        return next((exclude for exclude, glob in self._excludes if glob.covers(path)), None)

    def _sorted(self) -> Iterator[Finding]:
        order = list(Where)
        yield from sorted(
            self._findings.values(),
            key=lambda f: (f.path or "", order.index(f.where), f.line or 0, f.column or 0, f.fingerprint),
        )


def _fingerprint(hit: Hit, where: Where, path: bytes | None) -> str:
    """32 hex digits that name a key in a place: no line and no commit, which move."""
    parts = [hit.rule, hit.redacted, where, scrub(printable(path or b"")), *hit.encoding]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]
