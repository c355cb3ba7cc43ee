"""`GATHERERS`: every kind of fact that the engine can gather; apart from them, so that one can be had without all."""

from typing import Any

from preflight.facts.account import account, readings
from preflight.facts.assets import assets
from preflight.facts.attested import attestations
from preflight.facts.credential import credentials
from preflight.facts.endpoint import endpoint
from preflight.facts.environments import environment_keys, leaked_keys
from preflight.facts.integration import integration
from preflight.facts.leaks import secret_scan
from preflight.facts.metrics import metrics
from preflight.facts.opened import repository
from preflight.facts.own_keys import own_keys
from preflight.facts.posture import client_exposure, env_files, key_stores
from preflight.facts.tables import vendor_data, workload
from preflight.facts.tree import tree
from preflight.facts.usage import usage, usages
from preflight.registry import Fact

GATHERERS: tuple[Fact[Any], ...] = (
    account,
    assets,
    attestations,
    client_exposure,
    credentials,
    endpoint,
    metrics,
    env_files,
    environment_keys,
    key_stores,
    leaked_keys,
    readings,
    integration,
    own_keys,
    repository,
    secret_scan,
    tree,
    usage,
    usages,
    vendor_data,
    workload,
)
