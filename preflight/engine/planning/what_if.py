"""`--what-if gen4.5.per_day=1500`: another number in the workload, before anybody is asked anything."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from preflight.config import scalars
from preflight.config.grammar import grammar
from preflight.config.model import ModelLoad
from preflight.config.problems import nearest
from preflight.engine.planning.changes import with_setting
from preflight.errors import UsageError
from preflight.printable import veiled
from preflight.vendor_data import VendorData
from preflight.words import listed, number
from preflight.workload import Workload

_EXAMPLE = "for example --what-if gen4.5.per_day=1500"


@dataclass(frozen=True, slots=True)
class WhatIf:
    """One number that is tried in place of the config's."""

    model: str
    setting: str
    value: int | Decimal

    def __str__(self) -> str:
        return f"{self.model}.{self.setting} = {number(self.value)}"


def parse(text: str) -> WhatIf:
    """`MODEL.FIELD=VALUE`; a model's name may hold dots. Raises UsageError."""
    path, equals, value = text.partition("=")
    model, dot, setting = path.rpartition(".")
    where = f"--what-if {veiled(text, limit=80)}"
    if not equals or not dot or not model:
        raise UsageError(f"{where}: expected MODEL.FIELD=VALUE", hint=_EXAMPLE)
    entries = grammar(ModelLoad)
    if setting not in entries:
        hint = nearest(setting, entries) or f"a workload has {listed(list(entries))}"
        raise UsageError(f"{where}: a workload has no `{veiled(setting, limit=40)}`", hint=hint)
    read = scalars.integer if entries[setting].shape.type is int else scalars.decimal
    try:
        parsed: int | Decimal = read(value)
        scalars.within(parsed, entries[setting].setting)
    except ValueError as error:
        raise UsageError(f"{where}: {error}", hint=_EXAMPLE) from None
    return WhatIf(model, setting, parsed)


def apply(
    what_ifs: Sequence[WhatIf], workloads: Mapping[str, Workload], tables: Mapping[str, VendorData]
) -> tuple[Mapping[str, Workload], Sequence[str]]:
    """The workloads by provider with every change made, and each change in words. Raises UsageError."""
    changed, words = dict(workloads), []
    for one in what_ifs:
        name = _provider(one, changed, tables)
        before = getattr(changed[name].models.get(one.model, ModelLoad()), one.setting)
        changed[name] = with_setting(changed[name], one.model, one.setting, one.value)
        words.append(f"{one} instead of {'none' if before is None else number(before)}")
    return changed, words


def _provider(one: WhatIf, workloads: Mapping[str, Workload], tables: Mapping[str, VendorData]) -> str:
    """Whose model it is: the one that expects it, else the one that offers it."""
    expecting = [name for name, workload in workloads.items() if one.model in workload.models]
    offering = [name for name in workloads if one.model in tables[name].modality]
    # a vendor that publishes no models may have any
    silent = [name for name in workloads if not tables[name].modality] if len(workloads) == 1 else []
    for names in (expecting, offering, silent):
        if len(names) == 1:
            return names[0]
        if names:
            raise UsageError(
                f"--what-if {one}: {listed(names)} have a model `{one.model}`", hint="say which one with --provider"
            )
    known = list(_models(workloads, tables))
    raise UsageError(
        f"--what-if {one}: there is no model `{veiled(one.model, limit=40)}`",
        hint=nearest(one.model, known) or f"the workload has {listed(known[:9]) or 'none'}",
    )


def _models(workloads: Mapping[str, Workload], tables: Mapping[str, VendorData]) -> Iterator[str]:
    for workload in workloads.values():
        yield from workload.models
    for data in tables.values():
        yield from data.modality
