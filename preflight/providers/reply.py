"""What became of one question to a vendor, in words and as hostile JSON."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from preflight.parts import Known, NotReadable, Part
from preflight.providers.payload import MAX_BYTES, JsonObject, json_object, quoted

if TYPE_CHECKING:
    from preflight.providers.line import Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What became of one question."""

    status: int | None
    """None when no answer came at all."""
    body: JsonObject | None = field(default=None, repr=False)
    """The JSON object of an answer with status 200; hostile until checked."""
    problem: str = ""
    """What is wrong, in words that fit after a colon; empty exactly when there is a body."""
    refusal: JsonObject | None = field(default=None, repr=False)
    """The JSON object of an answer with another status; as hostile."""


def reply_of(
    answer: "Answer", *, notes: Sequence[str] = (), bare_list: str | None = None, most_bytes: int = MAX_BYTES
) -> Reply:
    """The reply that an answer makes; `notes` are added to what is wrong with it.

    `bare_list`: a JSON list is taken too, for an object with the list under this name. `most_bytes`: of the body, once
    unpacked.
    """
    if answer.status is None:
        reason = answer.fault.reason if answer.fault else "no answer"
        return Reply(status=None, problem="; ".join([reason, *notes]))
    body = _body(answer, bare_list, most_bytes)
    match answer.status, body:
        case 200, Known(value):
            return Reply(status=200, body=value)
        case 200, NotReadable(reason):
            return Reply(status=200, problem="; ".join([f"HTTP 200 with {reason}", *notes]))
    return Reply(
        status=answer.status,
        problem="; ".join([_refusal(answer, body), *notes]),
        refusal=body.value if isinstance(body, Known) else None,
    )


def _body(answer: "Answer", bare_list: str | None, most_bytes: int) -> Part[JsonObject]:
    if answer.fault is not None:
        return NotReadable(f"no whole answer: {answer.fault.reason}")
    headers = answer.headers
    return json_object(
        answer.body,
        content_type=headers.get("content-type", ""),
        encoding=headers.get("content-encoding", ""),
        bare_list=bare_list,
        most_bytes=most_bytes,
    )


def _refusal(answer: "Answer", body: Part[JsonObject]) -> str:
    """`HTTP 401: "No API key was provided."`, or where a redirect points."""
    words = f"HTTP {answer.status}"
    if 300 <= (answer.status or 0) < 400:
        return f"{words}: a redirect to {_target(answer.headers.get('location', ''))}, which was not followed"
    said = _said(body.value) if isinstance(body, Known) else ""
    return f'{words}: "{quoted(said)}"' if said else words


def _said(body: JsonObject) -> str:
    """The words of a refusal: under `error`, as text or as an object with a message, or beside a code."""
    error = body.get("error")
    for said in (error, error.get("message") if isinstance(error, dict) else None, body.get("message")):
        if isinstance(said, str) and said.strip():
            return said
    return ""


def _target(location: str) -> str:
    """The host that a redirect names; the rest of the address may hold anything."""
    try:
        host = urlsplit(location).hostname
    except ValueError:
        return "an unreadable address"
    return quoted(host, 100) if host else "another path"
