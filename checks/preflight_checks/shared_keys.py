"""`shared-keys`: does every environment have a key of its own?"""

import shlex
from collections.abc import Iterator, Sequence

from preflight import (
    EnvironmentKey,
    EnvironmentKeys,
    Finding,
    LeakedKeys,
    SecretScan,
    Section,
    Verdict,
    Where,
    check,
    failed,
    passed,
    skipped,
    unknown,
    warned,
)
from preflight.words import count, listed


@check("shared-keys", section=Section.SECURITY, required=True)
def shared_keys(keys: EnvironmentKeys, leaked: LeakedKeys, scan: SecretScan) -> Iterator[Verdict]:
    """Every environment, and every developer, has a key of its own.

    Why
        A key that staging or a laptop shares with production cannot be disabled when it leaks without stopping
        production, and its use cannot be told from production's. Keys cost nothing: vendors advise one for each
        environment and for each developer.

    How to fix
        Declare the environments under `environments:` in `.preflight.yml`, by variable or file. Make a key for each in
        the portal and disable the shared one. Where an environment's key exists only elsewhere (in CI, on a
        developer's machine), run `preflight keys record --environment NAME` there and commit `.preflight/keys.json`:
        it holds salted hashes, no keys.

    References
        - https://docs.dev.runwayml.com/guides/go-live
        - https://docs.dev.runwayml.com/guides/setup
    """
    if not keys.declared:
        yield skipped(
            "no environments are declared, so none can be compared",
            remedy="name them under `environments:` in .preflight.yml, each with the variable or file of its key",
        )
        return
    troubles = [*_shared(keys), *_leaked(leaked, scan), *_missing(keys), *_changed(keys)]
    yield from troubles
    if not troubles and len(keys.declared) < 2:
        yield skipped(f"only {keys.declared[0]} is declared: there is nothing to compare its key with")
    elif not troubles:
        yield passed(_well(keys), data={"environments": list(keys.declared)})


def _shared(keys: EnvironmentKeys) -> Iterator[Verdict]:
    by_hash: dict[str, list[EnvironmentKey]] = {}
    for one in keys.keys:
        by_hash.setdefault(one.hash, []).append(one)
    for users in by_hash.values():
        names = list(dict.fromkeys(one.environment for one in users))
        if len(names) > 1:
            yield failed(
                f"{listed(names)} use the same key{_shown(users)}: {_sources(users)}",
                remedy="make a key for each in the portal, disable the shared one, and record anew what was recorded",
                subject=", ".join(names),
            )


def _leaked(leaked: LeakedKeys, scan: SecretScan) -> Iterator[Verdict]:
    """Keys in use that stand in the repository; where the config says that they are is no finding."""
    findings = (*scan.findings, *scan.set_aside)
    for redacted, users in leaked.users.items():
        files = {one.file for one in users}
        found = tuple(f for f in findings if f.redacted == redacted and not (_on_disk(f) and f.path in files))
        if found:
            names = list(dict.fromkeys(one.environment for one in users))
            yield failed(
                f"{listed(names)} {'use' if len(names) > 1 else 'uses'} {redacted}, which stands in the repository "
                f"in {count(len(found), 'place')}",
                remedy="disable the key in the portal first, and give the environment a new one; see `secrets`",
                subject=", ".join(names),
                findings=found,
            )


def _on_disk(finding: Finding) -> bool:
    return finding.where is Where.WORKTREE


def _missing(keys: EnvironmentKeys) -> Iterator[Verdict]:
    for name, reason in keys.missing.items():
        yield unknown(
            f"the key of {name} is neither here nor recorded: {reason}",
            remedy=f"where {name} has its key: `{_record(name)}`; commit .preflight/keys.json",
            subject=name,
        )


def _changed(keys: EnvironmentKeys) -> Iterator[Verdict]:
    for name, on in keys.changed.items():
        yield warned(
            f"the key of {name} here is not the one recorded on {on}",
            remedy=f"if it was replaced: `{_record(name)}`; if this machine is not {name}, "
            "give its key a variable or a file of its own",
            subject=name,
        )


def _record(name: str) -> str:
    return f"preflight keys record --environment {shlex.quote(name)}"


def _shown(users: Sequence[EnvironmentKey]) -> str:
    """`(key_…1a2b3c4d)`, where one of them was read here."""
    return next((f" ({one.key})" for one in users if one.key), "")


def _sources(users: Sequence[EnvironmentKey]) -> str:
    return "; ".join(f"{one.environment} ({one.source})" for one in users)


def _well(keys: EnvironmentKeys) -> str:
    message = f"{count(len(keys.declared), 'environment')} with keys of their own: {_sources(keys.keys)}"
    if keys.undeclared:
        message += f"; recorded, but not declared: {listed(keys.undeclared)}"
    return message
