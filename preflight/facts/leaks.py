"""Keys in the repository under review."""

from preflight.config.model import KeySource
from preflight.facts.credential import find
from preflight.facts.inputs import Inputs
from preflight.providers.base import Provider
from preflight.redact import Secret
from preflight.registry import fact
from preflight.secrets.model import Exclude, ScanRequest, SecretScan

Providers = tuple[Provider, ...]


@fact
def secret_scan(inputs: Inputs, providers: Providers) -> SecretScan:
    """Scans once for the keys of every vendor; the configured ones are called out when they are found."""
    from preflight.secrets.scan import scan

    return scan(
        ScanRequest(
            root=inputs.root,
            excludes=tuple(
                Exclude(item.value, str(item.position or "the config")) for item in inputs.config.secrets.exclude
            ),
            include_ignored=inputs.include_ignored,
            own_keys=tuple(_own_keys(inputs, providers)),
        )
    )


def _own_keys(inputs: Inputs, providers: Providers) -> list[Secret]:
    keys = []
    for provider in providers:
        configured = inputs.config.providers.get(provider.vendor.name)
        source = (configured and configured.key) or KeySource()
        key = find(provider.vendor, source, environ=inputs.environ, base=inputs.base, within=inputs.root).key
        if key:
            keys.append(key)
    return keys
