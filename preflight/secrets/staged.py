"""What a commit would add: the index where it differs from HEAD, and nothing else."""

from time import monotonic
from typing import Final

from preflight.errors import GitError
from preflight.git import Git
from preflight.gitdir import find_git_dir
from preflight.secrets.batch import MISSING, stored
from preflight.secrets.content import Examiner
from preflight.secrets.gaps import LACKING_STAGED, Gap, Gaps
from preflight.secrets.index import Entry, named, staged
from preflight.secrets.ledger import Ledger
from preflight.secrets.model import Coverage, ScanRequest, SecretScan
from preflight.verdict import Where

_CONFLICT: Final = Gap(
    "a conflict is not resolved: what a commit would hold is not known yet",
    "resolve the conflict and `git add` the file",
)


def scan_staged(request: ScanRequest) -> SecretScan:
    """The keys that a commit of the index would add. Trouble ends up in `incomplete`, as in every scan."""
    started = monotonic()
    gaps = Gaps()
    ledger = Ledger(request.excludes, Examiner(request.rules), gaps)
    contents: list[Entry] = []
    objects = size = 0
    try:
        found = find_git_dir(request.root)
        if found is None:
            raise GitError("not a git repository: nothing can be staged in it", hint="give a path inside a clone")
        git = Git(found, request.index_file)
        examiner = Examiner(request.rules, lfs=found.common / "lfs" / "objects")
        contents = _contents(git, examiner, ledger, gaps)
        objects, size = _read(git, contents, examiner, ledger, gaps)
    except GitError as error:
        gaps.failed(error)
    coverage = Coverage(objects=objects, bytes=size, seconds=monotonic() - started)
    return ledger.scan(request, coverage, empty=not contents)


def _contents(git: Git, examiner: Examiner, ledger: Ledger, gaps: Gaps) -> list[Entry]:
    """The entries that bring content in; keys in the names of all that come in are told here."""
    entries = list(staged(git))
    for entry in entries:
        if entry.conflict:
            gaps.add(_CONFLICT, entry.path)
    names = [entry.path for entry in entries if entry.comes_in]
    if examiner.look_at(b"\n".join(names)).hits:
        for name in names:
            ledger.tell(examiner.look_at(name), Where.PATH, name)
    return [entry for entry in entries if entry.has_content]


def _read(git: Git, entries: list[Entry], examiner: Examiner, ledger: Ledger, gaps: Gaps) -> tuple[int, int]:
    """How many contents could be read, and their bytes."""
    objects = size = 0
    if not entries:
        return objects, size
    with stored(git, named(entries)) as contents:
        for content, entry in zip(contents, entries, strict=False):
            if content.kind == MISSING:
                gaps.add(LACKING_STAGED, entry.path)
                continue
            objects, size = objects + 1, size + content.size
            ledger.tell(examiner.look(content.read, size=content.size), Where.INDEX, entry.path)
    return objects, size
