"""All lints, in the order in which they are explained."""

from typing import Final

from preflight.lints import calls, hosts, ids, polling, ratios, settings, waiting
from preflight.lints.model import Lint

LINTS: Final[tuple[Lint, ...]] = (
    *ids.LINTS,
    *ratios.LINTS,
    *hosts.LINTS,
    *calls.LINTS,
    *settings.LINTS,
    *polling.LINTS,
    *waiting.LINTS,
)
BY_ID: Final = {lint.id: lint for lint in LINTS}
