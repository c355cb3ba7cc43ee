"""Model ids that the API refuses, or that nobody knows."""

import re
from collections.abc import Iterator
from typing import Final

from preflight.lints.code import Pair, Place, Rec, Str
from preflight.lints.model import Hit, Lint, Look, Severity
from preflight.lints.requests import model_records

# `model`, `MODEL`, `default_model`, `videoModel`, `model_id`, `RUNWAY_MODEL`, `model_2`.
_NAMES_MODEL: Final = re.compile(
    r"(?:.*[_-])?model(?:[_-]?(?:id|name|slug|key))?[_-]?[0-9]*|.*[a-z]Model(?:Id|Name)?[0-9]*", re.DOTALL
)
_IN_REQUEST: Final = re.compile(
    r"prompt_?(?:text|image|video)?|ratio|duration|seed|video_?uri|image_?uri|reference_?images?", re.IGNORECASE
)
# What a program tells of a task that it made: no request has any of these.
_IN_ANSWER: Final = frozenset({"status", "task_id", "taskId", "video_url", "videoUrl", "output", "success"})
# Ids that other vendors use as well: only a call of this API tells whose is meant.
_SHARED: Final = re.compile(r"veo|kling|gemini|gpt|seedance|seedream|wan|hailuo|grok|eleven|imagen", re.IGNORECASE)


def names_model(name: str) -> bool:
    """Whether a name is that of a model's id."""
    return _NAMES_MODEL.fullmatch(name) is not None or _NAMES_MODEL.fullmatch(name.lower()) is not None


def _retired(look: Look) -> Iterator[Hit]:
    seen = set()
    for text, endpoint in _requested(look):
        if text.text in look.table.retired:
            seen.add(text.at)
            yield _of_retired(look, text, endpoint)
    for pair in look.module.pairs:
        value = pair.value
        if not isinstance(value, Str) or value.at in seen or value.text not in look.table.retired:
            continue
        if not names_model(pair.name) or _SHARED.match(value.text):
            continue
        if not _is_catalogue(pair) and not _is_answer(pair):
            yield _of_retired(look, value, None, doubtful=not look.calls_vendor)


def _of_retired(look: Look, text: Str, endpoint: str | None, *, doubtful: bool = False) -> Hit:
    gone = look.table.retired[text.text]
    since = f"retired since {gone.since}" if gone.since else "retired"
    if gone.instead:
        return Hit(text.at, text.text, note=since, fix=f"use {gone.instead}", doubtful=doubtful)
    near = look.table.nearest(text.text, endpoint)
    fix = f"no replacement is published; the nearest name that is taken is {near}" if near else ""
    return Hit(text.at, text.text, note=since, fix=fix, doubtful=doubtful)


def _unknown(look: Look) -> Iterator[Hit]:
    for text, endpoint in _requested(look):
        if "{}" in text.text or text.text in look.table.retired:
            continue
        if text.text not in look.table.known:
            near = look.table.nearest(text.text, endpoint)
            yield Hit(text.at, text.text, fix=f"did you mean {near}?" if near else "")
        elif endpoint is not None and text.text not in look.table.models.get(endpoint, {text.text}):
            near = look.table.nearest(text.text, endpoint)
            yield Hit(text.at, text.text, note=f"{endpoint} does not take it", fix=f"did you mean {near}?")


def _requested(look: Look) -> Iterator[tuple[Str, str | None]]:
    """Models in the bodies of calls of the API, each where its id is written."""
    for body, endpoint in model_records(look.requests):
        if "model" in body.entries and (text := look.module.text(body.entries["model"])):
            yield text, endpoint


def _is_catalogue(pair: Pair) -> bool:
    """Whether an entry is part of a list of models, not of a request."""
    return pair.place is Place.ENTRY and pair.listed and isinstance(pair.record, Rec) and not _is_request(pair.record)


def _is_answer(pair: Pair) -> bool:
    """Whether an entry is part of what the program itself answers."""
    return pair.place is Place.ENTRY and pair.record is not None and not _IN_ANSWER.isdisjoint(pair.record.entries)


def _is_request(record: Rec) -> bool:
    return any(_IN_REQUEST.fullmatch(name) for name in record.entries)


LINTS: Final = (
    Lint(
        id="retired-model",
        severity=Severity.FAIL,
        title="the API refuses this model by now",
        why="every generation answers 400 with a notice that the model is gone.",
        fix="choose a model that is taken",
        example='client.image_to_video.create(model="gen3a_turbo", ratio="1280:720")  # runwayml',
        near_miss='RETIRED = ["gen3a_turbo"]\n'
        'client.image_to_video.create(model="gen4.5", ratio="1280:720")  # runwayml',
        find=_retired,
        needs_parser=False,
    ),
    Lint(
        id="unknown-model",
        severity=Severity.WARN,
        title="no published model of this endpoint has this id",
        why="an id that the API does not know answers 400; one that is newer than the table is fine.",
        fix="compare it with the list of models in the vendor's documentation",
        example='client.image_to_video.create(model="gen4-turbo", ratio="1280:720")  # runwayml',
        near_miss='other.chat.create(model="gen4-turbo")\n'
        'client.image_to_video.create(model="gen4_turbo", ratio="1280:720")  # runwayml',
        find=_unknown,
    ),
)
