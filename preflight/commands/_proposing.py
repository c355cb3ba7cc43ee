"""From what was seen, what the options say and what a person answers to a proposed config."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final

import click

from preflight.config import scalars
from preflight.config.problems import nearest
from preflight.errors import UsageError
from preflight.printable import veiled
from preflight.proposal.model import NUMBERS, Proposal, ProposedModel, ProposedProvider
from preflight.providers.base import Provider, Vendor
from preflight.slugs import DEFAULT_PROVIDERS
from preflight.survey.model import Place, Sight, Survey

Numbers = Mapping[str, Decimal | int]

_WHOLE: Final = frozenset({"per_day", "peak_per_hour"})
_QUESTIONS: Final = {
    "per_day": "how many generations does launch day need",
    "peak_per_hour": "how many in the busiest hour",
    "generation_seconds": "how many seconds does one take to finish",
    "output_seconds": "how many seconds of output has each",
}
_SKIP: Final = "Enter leaves it open"


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """The options, as typed."""

    providers: tuple[str, ...]
    environment: str | None
    models: tuple[str, ...]


def propose(survey: Survey, providers: Mapping[str, Provider], given: Given, *, asking: bool) -> Proposal:
    """A config for what was seen. Raises UsageError for options that make no sense."""
    for name in given.providers:
        if name not in providers:
            hint = nearest(name, providers) or f"choose one of {', '.join(providers)}"
            raise UsageError(f"there is no provider `{veiled(name, limit=40)}`", hint=hint)
    loads = dict(_load(model) for model in given.models)
    names = given.providers or tuple(name for name, sight in survey.sights.items() if sight.seen) or DEFAULT_PROVIDERS
    if asking:
        _tell(survey, names)
    environment = "production" if given.environment is None else given.environment
    proposed = []
    for number, name in enumerate(names):
        sight = survey.sights[name]
        models = _seen(sight)
        for model, numbers in loads.items() if number == 0 else ():
            models[model] = replace(models.get(model, ProposedModel(name=model)), numbers=numbers)
        if asking:
            models = dict(_ask(name, models))
        proposed.append(
            ProposedProvider(
                name=name,
                **_variables(providers[name].vendor, sight),
                files=sight.files or (".env",),
                models=tuple(models.values()),
                seen=str(sight.evidence) if sight.evidence else None,
            )
        )
    return Proposal(
        environment=environment,
        providers=tuple(proposed),
        environments=_environments(environment, proposed[0], survey.sights[names[0]]),
    )


def _variables(vendor: Vendor, sight: Sight) -> dict[str, Any]:
    """Where its key is: in the SDK's own variable, unless the code reads others and never that one."""
    others = () if sight.variable else tuple(sight.others)
    if len(others) > 1 and vendor.separate_keys:
        short = {_short(vendor, name): name for name in others}
        keys = short if len(short) == len(others) else {name: name for name in others}
        return {"variable": others[0], "own": False, "keys": keys}
    return {"variable": others[0] if others else vendor.key_variable, "own": not others}


def _short(vendor: Vendor, variable: str) -> str:
    """`GPTBOTS_SUPPORT_KEY` → `support`; the whole variable where nothing is left."""
    kept = [part for part in variable.lower().split("_") if part not in {vendor.name, "api", "key", "secret", "token"}]
    return "-".join(filter(None, kept)) or variable


def _seen(sight: Sight) -> dict[str, ProposedModel]:
    return {name: ProposedModel(name=name, seen=str(place)) for name, place in sight.models.items()}


def _load(text: str) -> tuple[str, Numbers]:
    """`gen4.5:per_day=600,peak_per_hour=90`."""
    model, colon, rest = text.partition(":")
    example = "--model gen4.5:per_day=600,peak_per_hour=90"
    if not model or not colon or not rest:
        raise UsageError(f"--model {veiled(text, limit=60)}: expected MODEL:NAME=NUMBER,…", hint=example)
    numbers: dict[str, Decimal | int] = {}
    for pair in rest.split(","):
        name, _, value = pair.partition("=")
        if name not in NUMBERS:
            hint = nearest(name, NUMBERS) or f"choose from {', '.join(NUMBERS)}"
            raise UsageError(f"--model {model}: there is no `{veiled(name, limit=40)}`", hint=hint)
        try:
            numbers[name] = _number(name, value)
        except ValueError as error:
            raise UsageError(f"--model {model}: {name}: {error}", hint=example) from None
    return model, numbers


def _number(name: str, text: str) -> Decimal | int:
    """Raises ValueError, in words."""
    return scalars.integer(text) if name in _WHOLE else scalars.decimal(text)


def _environments(environment: str, provider: ProposedProvider, sight: Sight) -> Mapping[str, Mapping[str, str]]:
    """Where each environment's key is found; nothing where only one is known."""
    others = {name: {"file": file} for name, file in sight.environments.items() if name != environment}
    if not others:
        return {}
    own = sight.environments.get(environment)
    return {environment: {"file": own} if own else {"env": provider.variable}, **others}


def _tell(survey: Survey, names: Sequence[str]) -> None:
    """What the look found, on stderr."""
    click.echo(f"looked at {survey.files:,} files:", err=True)
    for name in names:
        for what, where in _findings(survey.sights[name]):
            click.echo(f"  {name}: {what}" + (f" in {where}" if where else ""), err=True)
    for gap in survey.gaps:
        click.echo(f"  {gap}", err=True)


def _findings(sight: Sight) -> Iterator[tuple[str, Place | str | None]]:
    if not sight.seen:
        yield "nothing speaks of it", None
    for what, place in (("its SDK", sight.sdk), ("its variable", sight.variable), ("its host", sight.host)):
        if place:
            yield what, place
    yield from (("its key's variable is set", file) for file in (*sight.files, *sight.environments.values()))
    yield from ((f"the variable {name}", place) for name, place in sight.others.items())
    yield from ((f"model {model}", place) for model, place in sight.models.items())


def _ask(provider: str, models: Mapping[str, ProposedModel]) -> Iterator[tuple[str, ProposedModel]]:
    """The models, with numbers from the person at the terminal for those that have none."""
    if not models:
        answer = click.prompt(
            f"{provider}: which models does launch day use (ids, with commas; {_SKIP})",
            default="", show_default=False, err=True,
        )  # fmt: skip
        models = {name: ProposedModel(name=name) for part in answer.split(",") if (name := part.strip())}
    for name, model in models.items():
        yield name, model if model.numbers else replace(model, numbers=_numbers(name))


def _numbers(model: str) -> Numbers:
    """What launch day asks of one model; nothing once its first question is left open."""
    numbers: dict[str, Decimal | int] = {}
    for setting, question in _QUESTIONS.items():
        value = _one(f"{model}: {question} ({_SKIP})", setting)
        if value is not None:
            numbers[setting] = value
        elif setting == "per_day":
            break
    return numbers


def _one(question: str, setting: str) -> Decimal | int | None:
    while True:
        text = click.prompt(question, default="", show_default=False, err=True).strip()
        if not text:
            return None
        try:
            return _number(setting, text)
        except ValueError as error:
            click.echo(f"  {error}", err=True)
