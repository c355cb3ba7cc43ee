"""What is asked of a vendor, and how it wants to be addressed."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from preflight.providers.retry import TRIES


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """How a vendor wants to be addressed: the header with the key, and those that go with every request."""

    key_header: str = "Authorization"
    key_prefix: str = "Bearer "
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Question:
    """One request, but for what the endpoint and the key make of it."""

    method: str
    path: str
    """Appended to the base URL; with the query."""
    body: Mapping[str, object] | None = None
    """Sent as JSON."""
    tries: int = TRIES
    """How often it is asked until there is an answer."""
    bare_list: str | None = None
    """The name that a JSON list in the answer is given, where one is expected instead of an object."""

    def content(self) -> bytes | None:
        """The body as it is sent."""
        import json

        return None if self.body is None else json.dumps(self.body).encode()
