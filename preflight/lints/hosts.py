"""Requests to hosts that are not the API's."""

import re
from collections.abc import Iterator
from typing import Final

from preflight.lints.code import Pair, Str
from preflight.lints.model import Hit, Lint, Look, Severity

# What names a host without a scheme: `base_url`, `API_HOST`.
_NAMES_HOST: Final = re.compile(r"host|base_?ur[il]|api_?base|endpoint|domain|server", re.IGNORECASE)


def _find(look: Look) -> Iterator[Hit]:
    bare = {id(pair.value) for pair in look.module.pairs if isinstance(pair.value, Str) and _is_host_name(pair)}
    for text in look.module.strings:
        for host, reason in look.vendor.wrong_hosts.items():
            scheme = r"(?:https?|wss?)://" if id(text) not in bare else r"(?:(?:https?|wss?)://)?"
            if match := re.match(rf"{scheme}{re.escape(host)}(?=[:/?#]|\Z)", text.text):
                yield Hit(text.at, match.group(), note=reason)
    if not look.module.parsed:
        for pair in look.module.pairs:
            value = pair.value
            for host, reason in look.vendor.wrong_hosts.items():
                if isinstance(value, Str) and re.match(rf"(?:https?://)?{re.escape(host)}(?=[:/?#]|\Z)", value.text):
                    yield Hit(value.at, host, note=reason)


def _is_host_name(pair: Pair) -> bool:
    return _NAMES_HOST.search(pair.name) is not None


LINTS: Final = (
    Lint(
        id="wrong-host",
        severity=Severity.FAIL,
        title="requests go to a host that is not the production API",
        why="`api.runwayml.com` looks right and answers 401 to every key; the staging host takes no production key.",
        fix="use https://api.dev.runwayml.com, or leave the base URL to the SDK",
        example='requests.post("https://api.runwayml.com/v1/image_to_video", headers=headers, json=body)',
        near_miss='requests.post("https://api.dev.runwayml.com/v1/image_to_video", headers=headers, json=body)',
        find=_find,
        needs_parser=False,
    ),
)
