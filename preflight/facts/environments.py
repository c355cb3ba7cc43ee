"""The key of each environment that the config declares: read here where it can be, else as it was recorded."""

import os
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from preflight.config.model import EnvironmentSource
from preflight.errors import PreflightError
from preflight.facts import dotenv
from preflight.facts.credential import ENVIRONMENT, clean
from preflight.facts.inputs import Inputs
from preflight.facts.naming import naming_of
from preflight.facts.own_keys import Providers
from preflight.files import read_text
from preflight.parts import Known, NotReadable, Part
from preflight.posture.environment_keys import EnvironmentKey, EnvironmentKeys, LeakedKeys, Recorded
from preflight.posture.keys_file import PLACE, load
from preflight.posture.naming import Naming
from preflight.posture.values import Value, value_of
from preflight.redact import Secret
from preflight.registry import fact
from preflight.secrets.model import SecretScan
from preflight.words import listed

Keys = Mapping[str, Secret]
"""Variable → key."""


@fact
def environment_keys(inputs: Inputs, providers: Providers) -> EnvironmentKeys:
    """Reads the environments of the config and what `.preflight/keys.json` has of them."""
    declared = inputs.config.environments
    records = load(keys_path(inputs))
    keys: list[EnvironmentKey] = []
    missing, changed = {}, {}
    for name, source in declared.items():
        here = _unless_ambiguous(name, source, inputs) or read_keys(source, inputs, providers)
        recorded = records.environments.get(name)
        read = here.value if isinstance(here, Known) else {}
        hashes = {variable: records.hash(key) for variable, key in read.items()}
        keys += _read_here(name, source, read, hashes, inputs)
        if recorded:
            keys += _as_recorded(name, recorded, set(hashes.values()))
            if _differ(hashes, recorded.keys):
                changed[name] = recorded.on
        elif isinstance(here, NotReadable):
            missing[name] = here.reason
    return EnvironmentKeys(
        declared=tuple(declared),
        keys=tuple(keys),
        missing=missing,
        changed=changed,
        undeclared=tuple(name for name in records.environments if name not in declared),
        records=records,
    )


@fact
def leaked_keys(keys: EnvironmentKeys, scan: SecretScan) -> LeakedKeys:
    """Looks for the users of each key that the scan found."""
    if not keys.declared:
        return LeakedKeys()
    users = {redacted: keys.users_of(secret) for redacted, secret in scan.keys.items()}
    return LeakedKeys({redacted: using for redacted, using in users.items() if using})


def _read_here(
    name: str, source: EnvironmentSource, read: Keys, hashes: Mapping[str, str], inputs: Inputs
) -> Iterator[EnvironmentKey]:
    place = source.file or ENVIRONMENT
    file = os.path.relpath(inputs.base / source.file, inputs.root).replace(os.sep, "/") if source.file else None
    for variable, key in read.items():
        shown = f"{variable} in {place}"
        yield EnvironmentKey(environment=name, source=shown, hash=hashes[variable], key=key, file=file)


def _as_recorded(name: str, recorded: Recorded, known: Collection[str]) -> Iterator[EnvironmentKey]:
    for variable, one in recorded.keys.items():
        if one not in known:
            shown = f"{variable} as recorded on {recorded.on}"
            yield EnvironmentKey(environment=name, source=shown, hash=one)


def _differ(here: Mapping[str, str], recorded: Mapping[str, str]) -> bool:
    """Whether a variable has another key than was recorded, or none of the keys is the same."""
    return any(here.get(variable, one) != one for variable, one in recorded.items()) or (
        bool(here) and set(here.values()).isdisjoint(recorded.values())
    )


def keys_path(inputs: Inputs) -> Path:
    """Where the record is, or would be."""
    return inputs.base / PLACE


def read_keys(source: EnvironmentSource, inputs: Inputs, providers: Providers) -> Part[Keys]:
    """The keys that `source` holds on this machine, by variable."""
    naming = naming_of(inputs, providers)
    if source.env:
        return _chosen({source.env: inputs.environ.get(source.env)}, "the environment", naming)
    try:
        text = read_text(inputs.base / str(source.file), within=inputs.root)
    except PreflightError as error:
        return NotReadable(error.message)
    found = dotenv.parse(text)
    named = {name: value for name, value in found.values.items() if naming.names_key(name) or naming.exposed(name)}
    usual: dict[str, str | None] = dict.fromkeys(vendor.key_variable for vendor in naming.vendors)
    for variable in (name for name in usual if not named):
        if line := found.broken_line(variable):
            return NotReadable(f"{source.file}:{line}: {variable} cannot be parsed: is a quote left open?")
    return _chosen(named or usual, str(source.file), naming)


def _unless_ambiguous(name: str, source: EnvironmentSource, inputs: Inputs) -> NotReadable | None:
    """Of environments whose keys are in the same place, on machines of their own, this is the one about to launch."""
    others = [other for other, one in inputs.config.environments.items() if one == source and other != name]
    if not others or name == inputs.config.environment:
        return None
    return NotReadable(f"{source.env or source.file} is also that of {listed(others)}")


def _chosen(values: Mapping[str, str | None], place: str, naming: Naming) -> Part[Keys]:
    keys, refused = {}, []
    for variable, raw in values.items():
        value = clean(naming.vendors[0], raw)[0] if raw is not None and naming.vendors else (raw or "").strip()
        if not value:
            refused.append(f"{variable} is {'not set' if raw is None else 'empty'} in {place}")
        elif value_of(value, naming) in (Value.REFERENCE, Value.PLACEHOLDER):
            refused.append(f"{variable} in {place} is an example or a reference, no key")
        else:
            keys[variable] = Secret(value)
    return Known(keys) if keys else NotReadable(" and ".join(refused) or f"no variable is known to look for in {place}")
