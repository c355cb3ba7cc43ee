"""Turns hits into findings: each key once per place, the excluded ones set aside."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from preflight.redact import Secret, scrub
from preflight.secrets.content import Examiner, Hit
from preflight.secrets.excludes import Glob
from preflight.secrets.gaps import BY_HAND, Gap, Gaps
from preflight.secrets.lfs import ABSENT
from preflight.secrets.model import Coverage, Exclude, Hidden, ScanRequest, SecretScan
from preflight.secrets.paths import shown
from preflight.secrets.store.model import Told
from preflight.text import printable
from preflight.verdict import Confidence, Finding, Where

MOST_FINDINGS: Final = 10_000
_OVERFLOW: Final = Gap(
    f"more than {MOST_FINDINGS:,} findings: the rest is not listed", "mend what is listed and run again"
)
_REMEDIES: Final = {ABSENT: "`git lfs fetch --all`"}
_OURS: Final = (b".gitignore", b".gitattributes", b".gitmodules", b".preflight.yml", b".preflight/")
# A repository that excludes all but these excludes everything.


@dataclass(frozen=True, slots=True)
class Committed:
    """The first commit that has a finding."""

    commit: str = ""
    """Its id; empty where there is none, or none is known."""
    author_date: datetime | None = None
    pushed: bool | None = None
    """Whether a remote-tracking branch has it; None where that cannot be told."""
    last: str | None = None
    """The last commit that has it, where it was taken away again."""


_NOT_COMMITTED: Final = Committed()


class Ledger:
    """All findings of one scan."""

    def __init__(self, excludes: tuple[Exclude, ...], examiner: Examiner, gaps: Gaps) -> None:
        self._examiner = examiner
        self._gaps = gaps
        self._excludes = tuple((exclude, Glob(exclude.glob)) for exclude in excludes)
        self._findings: dict[str, Finding] = {}
        self._excluded: dict[str, Exclude] = {}
        self._allowed: dict[str, str] = {}
        self._keys: dict[str, Secret] = {}
        self._files = self._uncovered = False
        self.overflow = False
        """More than `MOST_FINDINGS` were found; the rest was dropped."""

    def see(self, path: bytes) -> None:
        """Notes whether an exclude covers a file on disk, whatever is in it; the first that none covers is enough."""
        if self._excludes and not self._uncovered and not path.startswith(_OURS):
            self._files = True
            self._uncovered = self._exclude(printable(path)) is None

    def tell(self, told: Told[Hit], where: Where, path: bytes | None, committed: Committed = _NOT_COMMITTED) -> None:
        """Records what was found in one content, and what could not be read of it."""
        for reason in told.incomplete:
            self._gaps.add(Gap(reason, _REMEDIES.get(reason, BY_HAND)), path)
        for hit in told.hits:
            self.add(hit, where, path, committed)

    def add(self, hit: Hit, where: Where, path: bytes | None, committed: Committed = _NOT_COMMITTED) -> None:
        """Records `hit`; of several in one place the first stays, or the one that counts for more."""
        where = where if where is Where.SUBMODULE else hit.where or where
        if hit.member is not None:
            member = hit.member.encode("utf-8", "surrogateescape")
            path = member if path is None else path + b"!" + member
        place = None if path is None else shown(path, self._examiner)
        secret = Secret(hit.key.decode("utf-8", "surrogateescape"))
        redacted = str(secret)
        fingerprint = _fingerprint(hit, redacted, where, path)
        if not self._is_worse(hit, fingerprint):
            return
        if fingerprint not in self._findings and len(self._findings) >= MOST_FINDINGS:
            self.overflow = True
            return
        self._keys[redacted] = secret
        self._findings[fingerprint] = Finding(
            rule=hit.rule,
            confidence=hit.confidence,
            where=where,
            redacted=redacted,
            fingerprint=fingerprint,
            path=place,
            line=hit.line,
            column=hit.column,
            commit=committed.commit or None,
            last_commit=committed.last,
            author_date=committed.author_date,
            pushed=committed.pushed,
            encoding=hit.encoding,
        )
        self._allowed.pop(fingerprint, None)
        if hit.allowed is not None:
            self._allowed[fingerprint] = hit.allowed
        exclude = None if path is None else self._exclude(printable(path))
        if exclude:
            self._excluded[fingerprint] = exclude

    def scan(self, request: ScanRequest, coverage: Coverage, *, empty: bool) -> SecretScan:
        """The outcome. `empty`: there is nothing to read in the scope, as far as could be told."""
        if self.overflow:
            self._gaps.add(_OVERFLOW)
        incomplete = self._gaps.reasons()
        return SecretScan(
            findings=self.findings(),
            coverage=coverage,
            scope=request.scope,
            incomplete=incomplete,
            remedies=self._gaps.remedies(),
            empty=empty and not incomplete,
            hidden=self.hidden(),
            all_excluded=self._files and not self._uncovered,
            allowed=self.allowed(),
            unreasoned=self.unreasoned(),
            keys=dict(self._keys),
        ).of(request)

    def findings(self) -> tuple[Finding, ...]:
        """Those that count, by path, place and position."""
        return tuple(f for f in self._counted() if not self._allowed.get(f.fingerprint))

    def allowed(self) -> tuple[Finding, ...]:
        """Those whose line allows them and says why."""
        reasons = ((f, self._allowed.get(f.fingerprint)) for f in self._counted())
        return tuple(replace(f, set_aside=f"allowed in place: {reason}") for f, reason in reasons if reason)

    def unreasoned(self) -> tuple[Finding, ...]:
        """Those of `findings` whose line allows them and does not say why."""
        return tuple(f for f in self._counted() if self._allowed.get(f.fingerprint) == "")

    def hidden(self) -> tuple[Hidden, ...]:
        """Those that an exclude hid: by the first one that matches."""
        found = ((exclude, self._hidden_by(exclude)) for exclude, _ in self._excludes)
        return tuple(Hidden(exclude, findings) for exclude, findings in found if findings)

    def _is_worse(self, hit: Hit, fingerprint: str) -> bool:
        """Whether `hit` is to be told rather than what was found in its place before."""
        earlier = self._findings.get(fingerprint)
        if earlier is None:
            return True
        certain = hit.confidence is Confidence.CERTAIN
        if certain != (earlier.confidence is Confidence.CERTAIN):
            return certain
        return bool(self._allowed.get(fingerprint)) and not hit.allowed

    def _counted(self) -> Iterator[Finding]:
        return (f for f in self._sorted() if f.fingerprint not in self._excluded)

    def _hidden_by(self, exclude: Exclude) -> tuple[Finding, ...]:
        why = f"exclude {exclude.glob} ({exclude.origin})"
        return tuple(replace(f, set_aside=why) for f in self._sorted() if self._excluded.get(f.fingerprint) is exclude)

    def _exclude(self, path: str) -> Exclude | None:
        return next((exclude for exclude, glob in self._excludes if glob.covers(path)), None)

    def _sorted(self) -> Iterator[Finding]:
        order = list(Where)
        yield from sorted(
            self._findings.values(),
            key=lambda f: (f.path or "", order.index(f.where), f.line or 0, f.column or 0, f.fingerprint),
        )


def _fingerprint(hit: Hit, redacted: str, where: Where, path: bytes | None) -> str:
    """32 hex digits that name a key in a place: no line and no commit, which move."""
    import hashlib  # openssl is not loaded where nothing is found

    parts = [hit.rule, redacted, where, scrub(printable(path or b"")), *hit.encoding]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]
