"""Facts that come with the tool or the config: published tables, the expected workload."""

from preflight.facts.inputs import Inputs
from preflight.files import name_of
from preflight.providers.base import Provider
from preflight.registry import fact
from preflight.vendor_data import VendorData, load
from preflight.workload import Workload


@fact
def vendor_data(provider: Provider) -> VendorData:
    """The vendor's published tiers and prices."""
    return load(provider.vendor.name)


@fact
def workload(provider: Provider, inputs: Inputs) -> Workload:
    """What the config expects of this provider on launch day."""
    name, config = provider.vendor.name, inputs.config
    configured = config.providers.get(name)
    models = configured.workload if configured else {}
    if config.path is None:
        return Workload(models)
    where = f"under `providers.{name}` in {name_of(config.path)}"
    return Workload(models, f"add a `workload:` {where} (`preflight init --stdout` shows one)")
