"""The shape of the output: missing, misnamed, or of an older version of the API."""

from collections.abc import Iterator
from typing import Final

from preflight.lints.code import Str
from preflight.lints.model import Hit, Lint, Look, Severity
from preflight.lints.requests import Request
from preflight.model_table import Ratio
from preflight.words import listed

_CERTAIN: Final = ("aspectRatio", "aspect_ratio")


def _rule(look: Look, request: Request) -> Ratio | None:
    """What the model of a request says about its ratio."""
    text = look.module.text(request.body.entries["model"]) if request.body and "model" in request.body.entries else None
    return look.table.models.get(request.endpoint or "", {}).get(text.text) if text else None


def _missing(look: Look) -> Iterator[Hit]:
    for request in look.requests.all:
        rule, body = _rule(look, request), request.body
        if rule and rule.required and body and not body.open and "ratio" not in body.entries:
            if any(name in body.entries for name in _CERTAIN):
                continue  # told as misnamed
            example = min(rule.allowed, default="1280:720") if "1280:720" not in rule.allowed else "1280:720"
            yield Hit(request.call.at, request.endpoint or "", fix=f'add ratio, such as "{example}"')


def _misnamed(look: Look) -> Iterator[Hit]:
    for request in look.requests.all:
        if request.endpoint not in look.table.models or request.body is None or "ratio" in request.body.entries:
            continue
        for name in _CERTAIN:
            if name in request.body.entries:
                value = request.body.entries[name]
                yield Hit(value.at, name, fix='call it "ratio", in pixels where the model wants pixels: "1280:720"')


def _obsolete(look: Look) -> Iterator[Hit]:
    for request in look.requests.all:
        if request.body is None or "ratio" not in request.body.entries or request.endpoint not in look.table.models:
            continue
        text = look.module.text(request.body.entries["ratio"])
        allowed = _allowed(look, request)
        if text is None or "{}" in text.text or not allowed or text.text in allowed:
            continue
        yield Hit(text.at, f'ratio "{text.text}"', fix=_instead(text, allowed))


def _allowed(look: Look, request: Request) -> frozenset[str]:
    """The ratios that the model takes; where the model cannot be told, those that any model of the endpoint takes."""
    rule = _rule(look, request)
    if rule is not None or request.body is None:
        return rule.allowed if rule else frozenset()
    known = look.module.text(request.body.entries["model"]) if "model" in request.body.entries else None
    if known is not None:
        return frozenset()
    rules = look.table.models[request.endpoint or ""].values()
    return frozenset(ratio for one in rules if one for ratio in one.allowed)


def _instead(text: Str, allowed: frozenset[str]) -> str:
    """The usual ratio of that orientation, else the one that is nearest in shape."""
    wanted = _shape(text.text)
    shaped = sorted((abs(shape - (wanted or 1.0)), ratio) for ratio in allowed if (shape := _shape(ratio)))
    if not shaped:
        return f"it takes {listed(sorted(allowed), last='or')}"
    usual = "1280:720" if wanted is None or wanted > 1.2 else "720:1280" if wanted < 0.8 else ""
    return f'take "{usual if usual in allowed else shaped[0][1]}"'


def _shape(ratio: str) -> float | None:
    width, _, height = ratio.partition(":")
    if width.isdecimal() and height.isdecimal() and int(height):
        return int(width) / int(height)
    return None


LINTS: Final = (
    Lint(
        id="ratio-missing",
        severity=Severity.FAIL,
        title="the model needs a `ratio`, and none is given",
        why="the API answers 400 to every call.",
        fix='add ratio="1280:720"',
        example='client.image_to_video.create(model="gen4.5", prompt_text=text, duration=5)  # runwayml',
        near_miss='client.image_to_video.create(model="gen4.5", prompt_text=text, **options)  # runwayml',
        find=_missing,
    ),
    Lint(
        id="ratio-misnamed",
        severity=Severity.FAIL,
        title="the shape of the output is called `ratio` here",
        why="the API does not know the name, and a model that needs `ratio` answers 400.",
        fix='call it "ratio"',
        example='client.image_to_video.create(model="gen4.5", aspect_ratio="16:9")  # runwayml',
        near_miss='openai.images.create(model="gpt-image-1", aspect_ratio="16:9")  # not runwayml',
        find=_misnamed,
    ),
    Lint(
        id="ratio-obsolete",
        severity=Severity.FAIL,
        title="the model does not take this ratio",
        why="older versions of the API took other shapes; the current one answers 400.",
        fix="take one of the model's own ratios",
        example='client.image_to_video.create(model="gen4.5", ratio="16:9")  # runwayml',
        near_miss='client.image_to_video.create(model="hailuo3", ratio="16:9")  # runwayml',
        find=_obsolete,
    ),
)
