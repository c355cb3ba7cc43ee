"""Keys in the repository under review."""

from pathlib import Path

from preflight.config.find import BASELINE
from preflight.facts.inputs import Clock, Inputs
from preflight.facts.own_keys import OwnKeys
from preflight.registry import fact
from preflight.secrets.model import Exclude, ScanRequest, SecretScan


@fact
def secret_scan(inputs: Inputs, own: OwnKeys, clock: Clock) -> SecretScan:
    """Scans once for the keys of every vendor; the configured ones are called out when they are found."""
    from preflight.secrets.baseline import accept
    from preflight.secrets.baseline_file import load
    from preflight.secrets.scan import scan

    baseline = load(baseline_path(inputs))
    request = request_for(inputs, own)
    found = scan(request)
    return accept(found, baseline, clock.today) if baseline else found


def request_for(inputs: Inputs, own: OwnKeys) -> ScanRequest:
    """What the config and the options ask of a scan of everything."""
    return ScanRequest(
        root=inputs.root,
        excludes=tuple(
            Exclude(item.value, str(item.position or "the config")) for item in inputs.config.secrets.exclude
        ),
        include_ignored=inputs.include_ignored,
        rules=inputs.config.secrets.rules,
        own_keys=own.keys,
    )


def baseline_path(inputs: Inputs) -> Path:
    """Where the project's baseline is, or would be."""
    named = inputs.config.secrets.baseline
    return inputs.base / (named.value if named else BASELINE)
