"""GPTBots' API: https://www.gptbots.ai/docs/api-reference/overview.

A key opens one agent or one workflow. No endpoint tells the balance, the plan, limits or auto-recharge: whether a key
is accepted, and what was consumed, is all that can be read.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from preflight import clock
from preflight.account import Access, Account
from preflight.parts import NotReadable
from preflight.providers.base import Vendor
from preflight.providers.gptbots_answer import Kind, Said, heard, kind_of_key
from preflight.providers.gptbots_list import LISTINGS, query
from preflight.providers.gptbots_usage import read_usage
from preflight.providers.question import Dialect
from preflight.usage import Usage

if TYPE_CHECKING:
    from preflight.providers.http import Client

_HOSTS: Final = {region: f"api-{region}.gptbots.ai" for region in ("sg", "jp", "th")}

VENDOR: Final = Vendor(
    name="gptbots",
    title="GPTBots",
    key_variable="GPTBOTS_API_KEY",
    base_url_variable="GPTBOTS_BASE_URL",
    base_url="https://api.gptbots.ai",
    regions={region: f"https://{host}" for region, host in _HOSTS.items()},
    hosts=frozenset({"api.gptbots.ai", *_HOSTS.values()}),
    separate_keys=True,
)

_DIALECT: Final = Dialect()
_NO_ENDPOINT: Final = NotReadable("GPTBots has no endpoint that tells it")
_VERIFY: Final = "/v1/api-key/verify"
_DETAIL: Final = "/v1/bot/detail"


class GPTBots:
    """Verifies a key with one request, with up to three where the first endpoints do not know it."""

    vendor: Final = VENDOR

    def read_account(self, client: "Client") -> Account:
        """Whether the key is accepted; everything else of an account is not readable here."""
        said, kind = verified(client)
        if said.access is not Access.ACCEPTED:
            return Account.unread(VENDOR.name, said.access, said.words, cure=said.cure)
        return Account(
            provider=VENDOR.name,
            access=Access.ACCEPTED,
            detail=f"{said.words}; it opens {kind.words}" if kind else said.words,
            balance=_NO_ENDPOINT,
            monthly_cap=_NO_ENDPOINT,
            limits=_NO_ENDPOINT,
            used=_NO_ENDPOINT,
            plan=_NO_ENDPOINT,
            autobilling=_NO_ENDPOINT,
            out_of_credits=said.out_of_credits,
        )

    def read_usage(self, client: "Client", start: date, before: date) -> Usage:
        """Credits of the key's agent or workflow."""
        said, kind = verified(client)
        if said.access is not Access.ACCEPTED:
            gone = NotReadable(said.words)
            return Usage(provider=VENDOR.name, unit=VENDOR.unit, start=start, before=before, days=gone, runs=gone)
        return read_usage(client, _DIALECT, kind, (start, before))


GPTBOTS: Final = GPTBots()


def verified(client: "Client") -> tuple[Said, Kind | None]:
    """What the vendor says of the key, and what the key opens, where it tells.

    Older installations lack the first endpoint; agents have the second, workflows the third.
    """
    for path, opens in _questions():
        reply = client.get_json(path, _DIALECT)
        said = heard(reply)
        if not said.elsewhere:
            return said, kind_of_key(reply.body) or opens
    return said, None


def _questions() -> Iterator[tuple[str, Kind | None]]:
    yield _VERIFY, None
    yield _DETAIL, Kind.AGENT
    now = clock.now()
    yield f"{LISTINGS[Kind.WORKFLOW].path}?{query(now - timedelta(hours=1), now, page_size=1)}", Kind.WORKFLOW
