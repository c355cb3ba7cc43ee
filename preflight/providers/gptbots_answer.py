"""What GPTBots means by an answer: its errors may come with HTTP 200, and then only the body's `code` tells.

Codes: https://www.gptbots.ai/docs/api-reference/conversation-api/create-conversation (and its neighbours).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from preflight.account import Access
from preflight.providers.payload import JsonObject, quoted
from preflight.providers.reply import Reply


class Kind(StrEnum):
    """What a key opens."""

    AGENT = "agent"
    WORKFLOW = "workflow"

    @property
    def words(self) -> str:
        """`an agent`."""
        return f"an {self}" if self is Kind.AGENT else f"a {self}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """An answer, understood."""

    access: Access
    words: str
    """Fit after a colon."""
    cure: str = ""
    out_of_credits: bool = False
    elsewhere: bool = False
    """This endpoint does not know the key's target; another one may."""


@dataclass(frozen=True, slots=True)
class _Code:
    meaning: str
    access: Access = Access.UNDECIDED
    cure: str = ""
    elsewhere: bool = False


_AGAIN: Final = (
    "copy the key again from its agent's or workflow's page (Integration, API channel); a key of another region is "
    "refused as well: set `region: sg`, `jp` or `th` under `gptbots:` in .preflight.yml"
)
_WRONG_KEY: Final = _Code(
    "the key is unknown: mistyped, deleted, or of another region", access=Access.REJECTED, cure=_AGAIN
)
_OUT_OF_CREDITS: Final = 40379
CODES: Final[Mapping[int, _Code]] = {
    40127: _WRONG_KEY,
    _OUT_OF_CREDITS: _Code("not enough credits", access=Access.ACCEPTED),
    20055: _Code(
        "the API is not enabled for it",
        access=Access.REJECTED,
        cure="enable the API channel of the agent or workflow, under a plan that includes API access",
    ),
    40378: _Code(
        "the agent was deleted",
        access=Access.REJECTED,
        cure="use a key of the agent that took its place, or take this one out of `keys:`",
    ),
    40000: _Code("a parameter is wrong", elsewhere=True),
    40001: _Code("the time range is longer than 30 days"),
    50000: _Code("an internal error of the vendor"),
    200222: _Code("the agent's configuration lacks the feature", elsewhere=True),
    40348: _Code("there is no such target", elsewhere=True),
    40353: _Code("more is published than the plan allows"),
    50101: _Code("the agent cannot reach its model"),
}
_STATUSES: Final[Mapping[int, _Code]] = {
    401: _WRONG_KEY,
    403: _Code("the key lacks the permission, or a firewall refused the request"),
    404: _Code("no such endpoint there; the base URL may be another service's", elsewhere=True),
    405: _Code("no such endpoint there; the base URL may be another service's", elsewhere=True),
    429: _Code("too many requests; it does not tell whether the key is good"),
}


def heard(reply: Reply) -> Said:
    """What an answer means for the key; without an error code, an object with HTTP 200 accepts it."""
    body = reply.body if reply.body is not None else reply.refusal
    code = error_code(body or {})
    if code is None and reply.body is not None:
        return Said(access=Access.ACCEPTED, words="HTTP 200")
    if code is None:
        known = _STATUSES.get(reply.status or 0, _Code(""))
        words = f"{reply.problem}; {known.meaning}" if known.meaning else reply.problem
    else:
        known = CODES.get(code, _STATUSES.get(reply.status or 0, _Code("a code that is not documented")))
        words = f"HTTP {reply.status}, code {code}{_message(body or {})}; {known.meaning}"
    return Said(
        access=known.access,
        words=words,
        cure=known.cure,
        out_of_credits=code == _OUT_OF_CREDITS,
        elsewhere=known.elsewhere,
    )


def error_code(body: JsonObject) -> int | None:
    """The code of a body that reports an error; None for one that does not. 0 is how some say that all is well."""
    code = body.get("code")
    if isinstance(code, str) and code.strip().isdecimal() and len(code) < 10:
        code = int(code)
    if code is None or (type(code) is int and code == 0):
        return None
    return code if type(code) is int else -1


def kind_of_key(body: JsonObject | None) -> Kind | None:
    """What the key opens, from an answer whose fields' names are not published; None where it is not clear."""
    found = {kind for one in _objects(body or {}) for kind in Kind if _names(kind, one)}
    return found.pop() if len(found) == 1 else None


def _objects(body: JsonObject) -> list[JsonObject]:
    data = body.get("data")
    return [body, data] if isinstance(data, dict) else [body]


def _names(kind: Kind, body: JsonObject) -> bool:
    """Whether a type says so, or an id's name does."""
    words = ("agent", "bot") if kind is Kind.AGENT else ("workflow",)
    for name, value in body.items():
        label = name.lower().replace("_", "")
        if "type" in label and isinstance(value, str) and any(word in value.lower() for word in words):
            return True
        if label in {f"{word}id" for word in words} and value:
            return True
    return False


def _message(body: JsonObject) -> str:
    message = body.get("message")
    return f' ("{quoted(message, 100)}")' if isinstance(message, str) and message.strip() else ""
