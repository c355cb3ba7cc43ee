"""What to do about keys that were found: each kind of place has its own step, and only some need a rewrite."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from preflight import Finding, Where

DISABLE: Final = "disable the key in the portal first, then make a new one and roll it out"
FORGET: Final = "`git reflog expire --expire=now --all && git gc --prune=now` (which empties the stash, too)"
PATTERNS: Final[Mapping[str, str]] = {
    "runway-api-key": "key_[0-9a-f]{128}",
    "runtools-api-key": "rt_(live|test)_[0-9A-Za-z]{32}",
}
"""What git filter-repo replaces, by rule."""
_REWRITTEN: Final = {Where.HISTORY, Where.COMMIT_MESSAGE, Where.TAG_MESSAGE, Where.NOTES}
_UNSAFE: Final = ("'", "`", "\\", "==>")  # what a shell, an echo or filter-repo would not take as it stands
_STEPS: Final = {
    Where.WORKTREE: "move the key out of the file, into the environment or a secret manager",
    Where.INDEX: "`git add` the file again without the key, or `git rm --cached` it",
    Where.STASH: f"`git stash drop` the entry, then {FORGET}",
    Where.REFLOG: FORGET,
    Where.UNREACHABLE: FORGET,
    Where.GIT_DIR: "take it out of the file below `.git`, or delete the file",
    Where.PATH: "rename the file; out of history a name goes, in a fresh mirror of the remote, with "
    "`git filter-repo --path-rename OLD:NEW`",
    Where.AUTHOR: "out of history an author goes, in a fresh mirror of the remote, with "
    "`git filter-repo --mailmap ../names.txt`",
    Where.REF_NAME: "rename the branch or tag, and take the old name off the remote: `git push ORIGIN --delete NAME`",
    Where.SUBMODULE: "do the same in the submodule's own repository",
    Where.LFS: "`git lfs prune` here, and have the content deleted on the LFS server: no rewrite reaches it",
}
_CONFIG: Final = "`git remote set-url NAME URL` with an address that has no key in it (see .git/config)"
_ENCODED: Final = (
    "an encoded form goes with its whole file, in a fresh mirror of the remote: "
    "`git filter-repo --path FILE --invert-paths`"
)
_NOT_PUSHED: Final = (
    "it is not pushed: `git rebase -i COMMIT^` (`git rebase -i --root` where COMMIT has no parent) takes it out of the "
    f"commit, then {FORGET} takes it off this disk"
)
_NOT_TOUCHED: Final = "encoded forms, file names, authors and names of refs are not touched by this and need own steps"


def stop(findings: Sequence[Finding], own: Mapping[str, str]) -> str:
    """Every step for `findings`, in the order in which they help. `own`: patterns of the project's rules, by name."""
    return "; ".join((DISABLE, *dict.fromkeys(_steps(findings, own))))


def _steps(findings: Sequence[Finding], own: Mapping[str, str]) -> Iterator[str]:
    places = {finding.where for finding in findings}
    yield from (step for where, step in _STEPS.items() if where in places - {Where.GIT_DIR})
    if Where.GIT_DIR in places:
        files = {finding.path == ".git/config" for finding in findings if finding.where is Where.GIT_DIR}
        yield from (_CONFIG if config else _STEPS[Where.GIT_DIR] for config in sorted(files, reverse=True))
    committed = [finding for finding in findings if finding.where in _REWRITTEN]
    if any(finding.pushed is False for finding in committed):
        yield _NOT_PUSHED
    published = [finding for finding in committed if finding.pushed is not False]
    if any(finding.encoding for finding in published):
        yield _ENCODED
    if plain := [finding for finding in published if not finding.encoding]:
        yield from _rewrite(plain, own)


def _rewrite(findings: Sequence[Finding], own: Mapping[str, str]) -> Iterator[str]:
    """Of the remote as a whole: a mirror that was pushed from a work clone would delete what that clone lacks."""
    rules = dict.fromkeys(finding.rule for finding in findings)
    patterns = [PATTERNS.get(rule) or own.get(rule, "") for rule in rules]
    if all(pattern and not any(mark in pattern for mark in _UNSAFE) for pattern in patterns):
        lines = f"`echo 'regex:{'|'.join(patterns)}==>REMOVED' > ../keys.txt`"
    else:
        lines = (
            "write the key itself into ../keys.txt, a line that ends in `==>REMOVED` (and delete the file afterwards)"
        )
    yield (
        "only then, if you must, rewrite the remote's history, in a fresh mirror: "
        f"`git clone --mirror URL mended.git && cd mended.git`, {lines}, "
        "`git filter-repo --replace-text ../keys.txt --replace-message ../keys.txt`, `git push --force --mirror URL`"
    )
    yield _NOT_TOUCHED
    yield "whoever has a clone still has the key"
