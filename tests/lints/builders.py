"""Looks at small pieces of code, as a review of a repository takes them."""

from collections.abc import Mapping

from preflight.lints.code import Language, Module
from preflight.lints.languages import read
from preflight.lints.model import Look
from preflight.lints.review import findings_in
from preflight.model_table import ModelTable, load_models
from preflight.providers.runway import VENDOR
from preflight.tree.model import File


def table() -> ModelTable:
    found = load_models("runway")
    assert found is not None
    return found


TABLE = table()


def module(code: str, name: str = "app.py") -> Module:
    return read(File(path=name, content=code.encode("utf-8", "surrogateescape")))


def look(code: str, name: str = "app.py", installed: Mapping[Language, str] | None = None) -> Look:
    return Look.at(module(code, name), vendor=VENDOR, table=TABLE, installed=installed or {})


def found(code: str, name: str = "app.py", **more) -> list[str]:
    """`lint-id line what`, in the order of the lints."""
    return [
        f"{lint.id} {finding.line} {finding.redacted}" for lint, _, finding in findings_in(look(code, name, **more))
    ]


def ids(code: str, name: str = "app.py", **more) -> list[str]:
    """The lints that find something, each once."""
    return list(dict.fromkeys(lint.id for lint, _, _ in findings_in(look(code, name, **more))))
