"""Sample inputs of generations, as the config names them."""

from preflight.assets.model import Assets
from preflight.assets.read import Limits, Named, read_assets
from preflight.assets.rules import load_inputs
from preflight.facts.inputs import Inputs
from preflight.registry import fact

VENDOR = "runway"
"""Whose rules are known."""


@fact
def assets(inputs: Inputs) -> Assets:
    """Looks at what `inputs:` in the config names; a config may not have us contact what is not public."""
    named = [
        Named(text=one.file or one.url or "", model=one.model, place=str(one.position) if one.position else None)
        for one in inputs.config.inputs
    ]
    limits = Limits(
        base=inputs.base,
        within=inputs.root,
        offline=inputs.offline,
        allow_private=inputs.allow_private,
        seconds=inputs.timeout,
    )
    rules = load_inputs(VENDOR)
    return Assets(assets=read_assets(named, rules, limits), rules=rules)
