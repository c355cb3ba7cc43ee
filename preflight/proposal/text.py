"""The proposed config as text: commented, so that whoever reads it can go on without a manual."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Final

from preflight.proposal.model import NUMBERS, Proposal, ProposedModel, ProposedProvider
from preflight.slugs import DEFAULT_PROVIDERS

_NULLS: Final = frozenset({"null", "~", ""})
"""What stands for nothing without quotes."""
_PLAIN: Final = re.compile(r"[A-Za-z][A-Za-z0-9_.+-]*|\.env[A-Za-z0-9_.-]*")
_COMMENT: Final = 38  # column, where there is room
_HEAD: Final = """\
# Settings of `preflight check`. Every line has a default; `preflight schema config` describes them all.
# Names only: no key, no host and no command ever stands here.
version: 1

# The environment that is about to launch.
environment: {environment}

# The vendors that are judged, and what launch day asks of each model. Without a workload
# `daily-volume` stays unknown, and so does the gate.
providers:
"""
_TAIL: Final = """\

# Findings below these globs do not count; the report lists what each one hid.
# secrets:
#   exclude: ["tests/fixtures/**"]
#   rules: {acme-token: {pattern: "acme_[0-9a-f]{40}", confidence: certain}}   # keys of your own to look for

# Names of the series that the vendor recommends watching; the server is named with --prometheus URL alone.
# monitoring:
#   error_rate: runway_errors_total
#   requests: runway_requests_total
#   throttled: runway_throttled_total

# Sample inputs to look at before the vendor does; a URL gets one HEAD, without any key.
# inputs:
#   - {file: assets/hero.png, model: gen4.5}
#   - {url: "https://cdn.example.com/clip.mp4", model: aleph2}

# Which checks count: `preflight list` shows them all.
# checks:
#   skip: [attribution]
#   advised: [monthly-cap]

# Decisions to launch in spite of a verdict: dated, reasoned, and shown in every report.
# `preflight waive daily-volume --subject veo3.1 --reason "soft launch" --by you@example.com --expires 30d` adds one.
# waivers:
#   - {check: daily-volume, subject: veo3.1, reason: "soft launch, 20 a day", by: you@example.com, expires: 2027-01-15}
"""
_ENVIRONMENTS: Final = """\

# Where each environment's key is found; equal keys fail `shared-keys`. One that is only elsewhere, in CI or on a
# developer's machine: run `preflight keys record --environment NAME` there, and commit .preflight/keys.json.
"""
_OTHERS: Final = {
    "runtools": """\
  # runtools:
  #   auth: x-api-key                   # how its key travels: in its own header, or as a `bearer` token
  #   workload:                         # its API tells no limits: declare what its dashboard shows
  #     agent-runs: {per_day: 900, max_daily: 2000, max_concurrent: 20, credits_each: 3}
""",
    "gptbots": """\
  # gptbots:
  #   region: sg                        # or jp, th
  #   keys:                             # one per agent or workflow; without it, GPTBOTS_API_KEY
  #     support-agent: {env: GPTBOTS_SUPPORT_KEY}
""",
}
"""What the other vendors would take, as comments."""


def text(proposal: Proposal) -> str:
    """The whole file."""
    names = {provider.name for provider in proposal.providers}
    lines = [line for provider in proposal.providers for line in _provider(provider)]
    parts = [
        _HEAD.format(environment=_word(proposal.environment)),
        *(f"{line.rstrip()}\n" for line in lines),
        *(comment for name, comment in _OTHERS.items() if name not in names),
        _ENVIRONMENTS,
        *(f"{line}\n" for line in _environments(proposal.environments)),
        _TAIL,
    ]
    return "".join(parts)


def _provider(provider: ProposedProvider) -> Iterator[str]:
    yield _commented(f"  {provider.name}:", f"seen in {provider.seen}" if provider.seen else "")
    yield from _keys(provider)
    told = [model for model in provider.models if model.numbers]
    if told:
        yield "    workload:"
    explained: set[str] = set()
    for model in told:
        yield from _model(model, explained)
    yield from _untold(provider, [model for model in provider.models if not model.numbers], begun=bool(told))


def _keys(provider: ProposedProvider) -> Iterator[str]:
    files = f"files: [{', '.join(map(_word, provider.files))}]"
    if provider.keys:
        yield _commented("    keys:", "one per agent or workflow")
        yield from (f"      {_word(name)}: {{env: {variable}, {files}}}" for name, variable in provider.keys.items())
        return
    why = "the variable that the SDKs read" if provider.own else "the variable that the code reads"
    yield "    key:"
    yield _commented(f"      env: {provider.variable}", f"{why}; it wins over the files")
    yield f"      {files}"


def _model(model: ProposedModel, explained: set[str]) -> Iterator[str]:
    """Each setting is explained where it stands first."""
    yield _commented(f"      {_word(model.name)}:", f"seen in {model.seen}" if model.seen else "")
    for setting, value in model.numbers.items():
        yield _commented(f"        {setting}: {value}", "" if setting in explained else NUMBERS[setting])
        explained.add(setting)


def _untold(provider: ProposedProvider, models: list[ProposedModel], *, begun: bool) -> Iterator[str]:
    """Models without numbers, and an empty workload, as comments: nothing is made up."""
    if not models and begun:
        return
    if not begun:
        yield "    # workload:"
    names = models or ([ProposedModel(name="gen4.5")] if provider.name in DEFAULT_PROVIDERS else [])
    for model in names or [ProposedModel(name="MODEL")]:
        where = f"seen in {model.seen}" if model.seen else "an example: put in your own"
        yield f"    #   {_word(model.name)}:" + f"  # {where}"
        yield "    #     {per_day: 600, peak_per_hour: 90, generation_seconds: 75, output_seconds: 5}"


def _environments(environments: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    if not environments:
        yield "# environments:"
        yield "#   production: {env: RUNWAYML_API_SECRET}"
        yield "#   staging: {file: .env.staging}"
        return
    yield "environments:"
    for name, source in environments.items():
        (kind, place), *_ = source.items()
        yield f"  {_word(name)}: {{{kind}: {_word(place)}}}"


def _word(text: str) -> str:
    """As YAML reads it back."""
    plain = _PLAIN.fullmatch(text) is not None and text.lower() not in _NULLS
    return text if plain else json.dumps(text, ensure_ascii=False)


def _commented(line: str, comment: str) -> str:
    return f"{line:<{_COMMENT - 1}} # {comment}" if comment else line
