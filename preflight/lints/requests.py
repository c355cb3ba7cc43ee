"""The calls of the vendor's API among all calls of a module: through its SDK, or by hand."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, cached_property
from typing import Final

from preflight.lints.code import Call, Module, Rec, Ref, Str, Value
from preflight.model_table import ModelTable
from preflight.providers.base import Vendor

_BODIES: Final = ("json", "data", "body")
_OPTIONS: Final = frozenset({"headers", "body", "method", "data", "url", "params", "signal", "timeout", "json"})
_BASES: Final = frozenset({"", "/", "/v1", "/v1/"})
_JOINS: Final = re.compile(r"join|url", re.IGNORECASE)
_SERVERS: Final = frozenset({"app", "router", "server", "fastify", "api", "blueprint", "bp"})
"""What paths are given to that a server of one's own answers."""
_DEEPEST: Final = 4
"""Functions that hand a path on to one another, at most."""
_TEMPLATE: Final = re.compile(r"\{[^{}/]{0,100}\}|%[sd]|:[a-z_]\w*(?=/|\Z)|<[a-z_]\w*>", re.IGNORECASE)


class Way(StrEnum):
    """How the API is called."""

    SDK = "sdk"
    RAW = "raw"


@dataclass(frozen=True, slots=True)
class Address:
    """A URL of the vendor's API that stands in code."""

    host: str
    path: str
    """Without a query; `{}` for what is put in. Empty where there is none."""

    @property
    def endpoint(self) -> str | None:
        """`tasks/{}` of `/v1/tasks/{}`; None below no version."""
        match = re.fullmatch(r"/v1/(.+?)/?", self.path)
        return match[1] if match else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A call of the API."""

    way: Way
    call: Call
    endpoint: str | None
    """`image_to_video`, `tasks/{}`; None where it cannot be told."""
    body: Rec | None
    headers: Rec | None = None
    address: Address | None = None
    """None for a call of the SDK."""
    url_at: int = 0
    """Where the address is written."""


class Requests:
    """Reads a module's requests once."""

    def __init__(self, module: Module, vendor: Vendor, table: ModelTable) -> None:
        self.module = module
        self._table = table
        self._address = _address_of((*vendor.hosts, *vendor.wrong_hosts))
        self._names_host = module.mentions(*vendor.hosts, *vendor.wrong_hosts)
        self._is_ours = module.mentions(table.sdks["python"].package, *vendor.code_words)

    @cached_property
    def all(self) -> Sequence[Request]:
        """In the order of the code."""
        return tuple(request for call in self.module.calls if (request := self._request(call)))

    def address(self, text: Str) -> Address | None:
        """The part of the vendor's API that a text names; None for any other text."""
        match = self._address.match(text.text) if text.text.startswith("http") else None
        return Address(match["host"], _TEMPLATE.sub("{}", match["path"] or "")) if match else None

    def reads_task(self, call: Call) -> bool:
        """Whether a call asks how a task is."""
        if call.path[-2:] in {("tasks", "retrieve"), ("workflow_invocations", "retrieve")}:
            return self._is_ours
        return id(call) in self._readers

    @cached_property
    def _readers(self) -> frozenset[int]:
        return frozenset(id(request.call) for request in self.all if self._reads(request))

    def _reads(self, request: Request) -> bool:
        options = self._options(request.call)
        method = self.module.text(options.entries["method"]) if options and "method" in options.entries else None
        is_read = request.call.last != "delete" and (method is None or method.text.upper() == "GET")
        return is_read and re.fullmatch(r"tasks/[^/]+", request.endpoint or "") is not None

    def _request(self, call: Call) -> Request | None:
        return self._through_sdk(call) or self._by_hand(call)

    def _through_sdk(self, call: Call) -> Request | None:
        names = [name for name in call.path if name not in {"with_raw_response", "withRawResponse"}]
        if names[-1:] != ["create"] or len(names) < 2 or not self._is_ours:
            return None
        endpoint = _snake(names[-2])
        if endpoint not in self._table.models:
            return None
        body: Rec | None = call.named
        if call.positional:
            body = self.module.record(call.positional[0])
        return Request(way=Way.SDK, call=call, endpoint=endpoint, body=body)

    def _by_hand(self, call: Call) -> Request | None:
        if not self._names_host:
            return None  # no address can be put together here
        options = self._options(call)
        named = [call.named.entries.get(name) for name in ("url", "endpoint", "path")]
        named.append(options.entries.get("url") if options else None)
        passed_on = call.last in self._forwarders and call.path[0] not in _SERVERS
        for value in (*call.positional[:2], *named):
            text = self._written(value) if value is not None else None
            address = self._addressed(text, passed_on=passed_on) if text else None
            if text and address:
                return Request(
                    way=Way.RAW,
                    call=call,
                    endpoint=address.endpoint,
                    body=self._body(call),
                    headers=self._headers(call),
                    address=address,
                    url_at=text.at,
                )
        return None

    def _written(self, value: Value) -> Str | None:
        """The text that a value is, or the path that a function joins to a base: `urljoin(BASE, "v1/tasks/1")`."""
        if text := self.module.text(value):
            return text
        joined = self.module.resolve(value)
        if not isinstance(joined, Call) or not _JOINS.search(joined.last):
            return None
        texts = [text for part in joined.positional if (text := self.module.text(part))]
        path = next((text for text in texts if text.text.lstrip("/").startswith("v1/")), None)
        return Str(f"/{path.text.lstrip('/')}", path.at) if path else None

    def _addressed(self, text: Str, *, passed_on: bool = False) -> Address | None:
        """The address that a text is: whole, or a path in a module that knows one base to put before it. The path is
        that of an endpoint, unless it is `passed_on` by a function that puts whatever it is given after the base.
        """
        if found := self.address(text):
            return found
        if len(self._base_urls) != 1 or not text.text.startswith("/"):
            return None
        base = self._base_urls[0].rstrip("/")
        whole = self.address(Str(base.removesuffix("/v1" if text.text.startswith("/v1/") else "") + text.text, text.at))
        endpoint = whole.endpoint if whole else None
        known = endpoint is not None and (endpoint in self._table.models or self._table.has_endpoint(endpoint))
        return whole if known or passed_on else None

    @cached_property
    def _forwarders(self) -> frozenset[str]:
        """The module's functions that call whatever path they are given: below the base, or through one another."""
        once = {name for name, spans in self.module.spans.items() if len(spans) == 1}
        found = {name for name in once if any(map(self._takes_any_path, self.module.functions.get(name, ())))}
        for _ in range(_DEEPEST):
            through = {
                name
                for name in once - found
                if any(call.last in found and _passes_a_name_on(call) for call in self.module.functions.get(name, ()))
            }
            if not through:
                break
            found |= through
        return frozenset(found)

    def _takes_any_path(self, call: Call) -> bool:
        """Whether a call goes to the base and a value after it."""
        texts = [self.module.text(value) for value in (*call.positional[:2], *call.named.entries.values())]
        addresses = [found for text in texts if text and (found := self.address(text))]
        return any(re.fullmatch(r"(?:/v1)?/?\{\}", found.path) for found in addresses)

    @cached_property
    def _base_urls(self) -> Sequence[str]:
        """Texts that are the API's host, or its host and version, and no more."""
        found = (text.text for text in self.module.strings if (at := self.address(text)) and at.path in _BASES)
        return tuple(dict.fromkeys(found))

    def _options(self, call: Call) -> Rec | None:
        """The last mapping among the arguments, where its names are those of a request's options."""
        for value in reversed(call.positional):
            found = self.module.record(value)
            if found and not found.entries.keys().isdisjoint(_OPTIONS):
                return found
        return None

    def _headers(self, call: Call) -> Rec | None:
        options = self._options(call)
        value = call.named.entries.get("headers") or (options.entries.get("headers") if options else None)
        return self.module.record(value) if value is not None else None

    def _body(self, call: Call) -> Rec | None:
        options = self._options(call)
        given = [call.named.entries.get(name) for name in _BODIES]
        given += [options.entries.get(name) for name in _BODIES] if options else []
        given += call.positional[1:]
        for value in given:
            record = self._encoded(value) if value is not None else None
            if record and record is not options:
                return record
        return None

    def _encoded(self, value: Value) -> Rec | None:
        """A mapping, or one that is written as JSON: `json.dumps(…)`, `JSON.stringify(…)`."""
        value = self.module.resolve(value) if not self.module.record(value) else value
        if isinstance(value, Call) and value.last in {"dumps", "stringify"} and value.positional:
            value = value.positional[0]
        return self.module.record(value)


def _passes_a_name_on(call: Call) -> bool:
    """Whether the path that a call is given may be what its function was given itself."""
    given = [*call.positional[:2], *(call.named.entries.get(name) for name in ("url", "endpoint", "path"))]
    has_path = any(isinstance(value, Str) and value.text.startswith("/") for value in given)
    return not has_path and any(isinstance(value, Ref) for value in given)


@cache
def _address_of(hosts: tuple[str, ...]) -> re.Pattern[str]:
    names = "|".join(map(re.escape, hosts))
    return re.compile(rf"https?://(?P<host>{names})(?::[0-9]+)?(?P<path>/[^?#\s]*)?(?=[?#\s]|\Z)")


def model_records(requests: Requests) -> Iterator[tuple[Rec, str | None]]:
    """Bodies that surely go to the API, each with its endpoint if that can be told."""
    for request in requests.all:
        if request.body is not None:
            yield request.body, request.endpoint


def _snake(name: str) -> str:
    """`imageToVideo` as `image_to_video`."""
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name).lower()
