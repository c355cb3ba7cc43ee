"""Requests to hosts that are not the API's."""

import re
from collections.abc import Iterator
from typing import Final

from preflight.lints.code import Str
from preflight.lints.model import Hit, Lint, Look, Severity

# What names a host without a scheme: `base_url`, `API_HOST`.
_NAMES_HOST: Final = re.compile(r"host|base_?ur[il]|api_?base|endpoint|domain|server", re.IGNORECASE)


def _find(look: Look) -> Iterator[Hit]:
    bare = {
        pair.value.at for pair in look.module.pairs if isinstance(pair.value, Str) and _NAMES_HOST.search(pair.name)
    }
    texts = [text for text in look.module.strings if text.at not in look.module.listed]  # a list may allow, or forbid
    texts += [pair.value for pair in look.module.pairs if isinstance(pair.value, Str) and not look.module.parsed]
    for text in texts:
        for host, reason in look.vendor.wrong_hosts.items():
            if host not in text.text:
                continue
            scheme = r"(?:https?|wss?)://" if text.at not in bare else r"(?:(?:https?|wss?)://)?"
            if match := re.match(rf"{scheme}{re.escape(host)}(?=[:/?#]|\Z)", text.text):
                yield Hit(text.at, match.group(), note=reason, doubtful="stag" in host)


LINTS: Final = (
    Lint(
        id="wrong-host",
        severity=Severity.FAIL,
        title="requests go to a host that is not the production API",
        why="`api.runwayml.com` looks right and answers 401 to every key. The staging host, which may be meant for "
        "tests, only warns.",
        fix="use https://api.dev.runwayml.com, or leave the base URL to the SDK",
        example='requests.post("https://api.runwayml.com/v1/image_to_video", headers=headers, json=body)',
        near_miss='requests.post("https://api.dev.runwayml.com/v1/image_to_video", headers=headers, json=body)',
        find=_find,
        needs_parser=False,
    ),
)
