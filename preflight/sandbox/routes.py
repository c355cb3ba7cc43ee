"""What a vendor's fake is made of: functions from requests to responses, by method and path."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from preflight.verdict import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What was asked."""

    method: str
    path: str
    """Without the query."""
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(repr=False)
    """By lower-case name."""
    body: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """What is answered."""

    status: int
    body: str
    content_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)


Routes = Mapping[tuple[str, str], Callable[[Request], Response]]


def answered(status: int, body: Json) -> Response:
    """A response with a JSON body."""
    return Response(status=status, body=json.dumps(body))


def bearer(request: Request) -> str:
    """The key in the Authorization header; empty without one."""
    scheme, _, presented = request.headers.get("authorization", "").partition(" ")
    return presented if scheme == "Bearer" else ""
