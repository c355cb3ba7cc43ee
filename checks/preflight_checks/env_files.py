"""`env-files`: is a file that sets the key kept out of git, and from other people on the machine?"""

import re
import shlex
from collections.abc import Iterator, Sequence

from preflight import (
    Confidence,
    EnvFiles,
    FileKind,
    Finding,
    KeyFile,
    Section,
    Verdict,
    check,
    failed,
    passed,
    skipped,
    unknown,
    warned,
)
from preflight.words import count, listed

HISTORY_KEEPS_IT = "git's history keeps what was committed: disable the key in the portal, and set a new one"
_REFERENCES = {
    FileKind.COMPOSE: "`${VARIABLE}`, which compose takes from the environment or an ignored .env",
    FileKind.GITHUB: "`${{ secrets.VARIABLE }}`, a secret of the repository or environment",
    FileKind.GITLAB: "`$VARIABLE`, a masked CI/CD variable of the project",
    FileKind.CI: "a secret variable of the CI system",
    FileKind.DOCKERFILE: "nothing: what an image is built with stays in it; set the variable where it runs",
    FileKind.DEPLOYMENT: "a reference to a secret (Kubernetes: `secretKeyRef` and a sealed or external secret), or set "
    "the variable where the program runs",
}


@check("env-files", section=Section.SECURITY, required=True)
def env_files(files: EnvFiles) -> Iterator[Verdict]:
    """Files that set the key are ignored by git, and hold nothing but references where they are not.

    Why
        A `.env` that git tracks, or would take with the next `git add -A`, gives the key to whoever can read the
        repository, forks and old commits included. The same goes for a literal value in a compose file, `*.tfvars`,
        a Kubernetes Secret or a CI pipeline. One that everybody on a shared machine can read gives it to them.

    How to fix
        Keep keys in a `.env` that git ignores: `git rm --cached .env`, add it to `.gitignore`, commit; then disable
        the key and make a new one, as history keeps the old one. Commit a `.env.example` with empty values. In files
        that have to be committed write a reference: `${VARIABLE}`, a CI secret, a secret manager's address. Make the
        file yours alone: `chmod 600 .env`. A line whose value is no key is marked with a comment, `preflight: allow`
        and the reason.

    References
        - https://docs.dev.runwayml.com/guides/go-live
        - https://git-scm.com/docs/gitignore
        - https://docs.github.com/en/actions/security-for-github-actions/security-guides/using-secrets-in-github-actions
    """
    troubles = [verdict for file in files.files for verdict in _judged(file, files)]
    yield from troubles
    if files.unread:
        yield unknown(
            f"not every file that may hold a key could be read: {'; '.join(files.unread)}",
            remedy="mend what could not be read and run again",
        )
    elif not files.files:
        yield skipped(f"no file sets {files.variable} or anything like it")
    elif not troubles:
        yield passed(_well(files.files), data={"files": [file.path for file in files.files]})


def _judged(file: KeyFile, files: EnvFiles) -> Iterator[Verdict]:
    """What is wrong with one file; at most one answer."""
    keys = file.counted
    aside = [finding for finding in file.keys if finding.set_aside and finding.confidence is Confidence.CERTAIN]
    at_risk = files.is_git and not file.ignored
    if keys and at_risk:
        where = "is tracked by git" if file.tracked else "is not ignored by git"
        verdict = failed if _certain(keys) else warned
        yield verdict(
            f"{file.path} {where} and holds {_named(keys)}",
            remedy=_remedy(file, files.variable),
            subject=file.path,
            findings=file.keys,
        )
    elif keys and file.world_readable:
        yield warned(
            f"{file.path} holds {_named(keys)}, and everybody on this machine may read it",
            remedy=f"`chmod 600 {shlex.quote(file.path)}`",
            subject=file.path,
            findings=file.keys,
        )
    elif aside and at_risk:
        yield warned(
            f"{file.path} holds what is certainly a key, allowed in place",
            remedy="look at it; --strict counts it as a failure",
            subject=file.path,
            findings=file.keys,
        )
    elif file.loaded and file.tracked and file.placeholders:
        yield warned(
            f"{file.path} is tracked by git and has a place for {listed(file.placeholders)}: "
            "whoever fills it in commits the key",
            remedy=f"{_untrack(file)}; commit a .env.example in its place",
            subject=file.path,
        )


def _remedy(file: KeyFile, usual: str) -> str:
    if file.kind is not FileKind.SETTINGS:
        reference = _REFERENCES[file.kind].replace("VARIABLE", next(iter(file.variables), usual))
        replace = f"put in place of the value {reference}"
        return f"{replace}; {HISTORY_KEEPS_IT}" if file.tracked else replace
    return f"{_untrack(file)}; {HISTORY_KEEPS_IT}" if file.tracked else f"`{_ignore(file)}`"


def _untrack(file: KeyFile) -> str:
    return f"`git rm --cached -- {shlex.quote(file.path)}`, `{_ignore(file)}`, and commit"


def _ignore(file: KeyFile) -> str:
    pattern = re.sub(r"([*?\[\]\\])", r"\\\1", f"/{file.path}")
    return f"echo {shlex.quote(pattern)} >> .gitignore"


def _named(keys: Sequence[Finding]) -> str:
    """`a key (key_…1a2b3c4d)`."""
    shown = list(dict.fromkeys(finding.redacted for finding in keys))
    if not _certain(keys):
        return f"what may be {'a key' if len(shown) == 1 else 'keys'} ({listed(shown)})"
    return f"{'a key' if len(shown) == 1 else count(len(shown), 'key')} ({listed(shown)})"


def _certain(keys: Sequence[Finding]) -> bool:
    return any(finding.confidence is Confidence.CERTAIN for finding in keys)


def _well(files: Sequence[KeyFile]) -> str:
    """What was seen, when nothing is wrong with any of it."""
    holding = [file.path for file in files if file.keys]
    values = f"only {listed(holding)} with a value, out of git's reach" if holding else "none of them with a value"
    return f"{count(len(files), 'file')} with a variable for the key, {values}"
