"""A lint: one trap, looked for in one module of code at a time."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from preflight.lints.code import Language, Module
from preflight.lints.requests import Requests
from preflight.model_table import ModelTable, Sdk
from preflight.providers.base import Vendor


class Severity(StrEnum):
    """What a hit means for the launch."""

    FAIL = "fails"
    WARN = "warns"


@dataclass(frozen=True, slots=True)
class Hit:
    """A place where a trap was found."""

    at: int
    """Offset in the file's text."""
    what: str
    """What stands there: a model, a host, a function."""
    note: str = ""
    """What is wrong with it, where the lint's own words do not say it all."""
    fix: str = ""
    """What to do here, where that is not what the lint says."""
    doubtful: bool = False
    """It warns where the lint fails."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A module, and all that lints may know besides."""

    module: Module
    vendor: Vendor
    table: ModelTable
    requests: Requests
    installed: Mapping[Language, str] = field(default_factory=dict)
    """Versions of the SDKs, as the lock file that holds for the module tells them."""
    own_variables: frozenset[str] = frozenset()
    """Variables that the config names for the key."""

    @classmethod
    def at(
        cls,
        module: Module,
        *,
        vendor: Vendor,
        table: ModelTable,
        installed: Mapping[Language, str],
        own: frozenset[str] = frozenset(),
    ) -> "Look":
        """A look at a module."""
        requests = Requests(module, vendor, table)
        return cls(module=module, vendor=vendor, table=table, requests=requests, installed=installed, own_variables=own)

    @property
    def sdk(self) -> Sdk | None:
        """The SDK of the module's language."""
        return self.table.sdks.get(self.module.language)

    @property
    def calls_vendor(self) -> bool:
        """Whether the module uses the SDK or names a host of the API."""
        vendor = self.vendor
        package = self.table.sdks["python"].package
        return self.module.mentions(package, *vendor.hosts, *vendor.wrong_hosts, *vendor.code_words)


Find = Callable[[Look], Iterator[Hit]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lint:
    """One trap."""

    id: str
    """The rule of its findings, and what an allow comment may name."""
    severity: Severity
    title: str
    """What is wrong, in words that fit after "`x`:"."""
    why: str
    """What happens at launch; one or two sentences."""
    fix: str
    """The smallest change that mends it."""
    example: str
    """Code in which it is found."""
    near_miss: str
    """Code that looks like it, and is well."""
    find: Find
    file: str = "app.py"
    """A name for the example's file: its suffix says the language."""
    needs_parser: bool = True
    """It looks at calls or loops: a file that is only read as text is not judged by it."""
    flaw: str = ""
    """The name of the SDK's defect in the table, where it is the SDK that is to blame."""

    @property
    def documentation(self) -> str:
        """What `explain` prints."""
        return (
            f"{_sentence(self.title)}\n\nWhy\n    {_sentence(self.why)}\n\nHow to fix\n    {_sentence(self.fix)}\n\n"
            f"Found in\n{_indented(self.example)}\n\nNot found in\n{_indented(self.near_miss)}\n\n"
            f"Allow\n    A comment on the line: `preflight: allow {self.id} REASON`.\n"
        )


def _sentence(words: str) -> str:
    """With a capital, and one full stop."""
    return f"{words[0].upper()}{words[1:].removesuffix('.')}."


def _indented(code: str) -> str:
    return "\n".join(f"    | {line}".rstrip() for line in code.strip("\n").splitlines())
