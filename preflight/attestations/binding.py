"""Ties an attestation to what it speaks about, so that it lapses when that changes."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal

from preflight.config.model import Config, Position, ProviderConfig


def digest(config: Config, provider: str) -> str:
    """`sha256:…` of what `config` says of `provider`, its workload included: of the meaning, not of the text.

    What is not said, or empty, counts for nothing, so that settings to come do not change it.
    """
    section = config.providers.get(provider) or ProviderConfig()
    text = json.dumps(_plain(section), sort_keys=True)
    return f"sha256:{hashlib.sha256(text.encode('ascii')).hexdigest()}"


def _plain(value: object) -> object:
    """`value` as JSON has it; `60` and `60.0` are one number."""
    if is_dataclass(value):
        value = {field.name: getattr(value, field.name) for field in fields(value)}
    if isinstance(value, Mapping):
        pairs = {str(name): item for name, item in value.items() if not isinstance(item, Position)}
        return {name: _plain(item) for name, item in pairs.items() if item not in (None, (), {})}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, int | Decimal):
        return f"{Decimal(value).normalize():f}"
    return value
