"""`inputs`: will the vendor take what it is given to work on?"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from preflight import (
    Asset,
    Assets,
    Clip,
    InputRules,
    Known,
    Media,
    NotReadable,
    Picture,
    Section,
    Verdict,
    Way,
    check,
    failed,
    passed,
    skipped,
    unknown,
    warned,
)
from preflight.words import listed, number, size

NOTHING = "name sample inputs under `inputs:` in .preflight.yml, or try some now: preflight inputs FILE-OR-URL"


@check("inputs", section=Section.TESTING, required=False)
def inputs(assets: Assets) -> Iterator[Verdict]:
    """Sample inputs are of a kind, size and shape, and are served in a way, that the vendor takes.

    Why
        Inputs fail one by one: a bucket that redirects, or that serves `application/octet-stream`, an address without
        TLS, a video of 40 MB, a picture of the wrong shape. Each is a 400 for a user, and none shows in a test with the
        one picture that everybody uses. All of it can be seen beforehand, for free.

    How to fix
        Serve inputs over HTTPS from a domain, with `Content-Type` and `Content-Length`, without redirects, and let HEAD
        through (the vendor's fetcher introduces itself as `RunwayML API/…`: allow it in a firewall). Shrink what is too
        big, or hand it over by an upload (200 MB). Use JPEG, PNG or WebP; mp4 with H.264, H.265 or AV1. The extra
        `pip install golive-preflight[inputs]` reads the size of pictures, and codec and length of clips; without it
        those parts are unknown. Only the addresses that the config or you name are contacted, once each, without any
        key; those that are not public need `--allow-private`.

    References
        - https://docs.dev.runwayml.com/assets/inputs
        - https://docs.dev.runwayml.com/assets/uploads
    """
    if not assets.assets:
        yield skipped("no sample inputs are named", remedy=NOTHING)
    for asset in assets.assets:
        yield _verdict(asset, _judged(asset, assets.rules))


@dataclass(slots=True)
class _Notes:
    """What is found about one input, with what to do about it."""

    bad: list[tuple[str, str]] = field(default_factory=list)
    odd: list[tuple[str, str]] = field(default_factory=list)
    unseen: list[tuple[str, str]] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)


def _verdict(asset: Asset, notes: _Notes) -> Verdict:
    """The worst of what is found decides; the rest is told with it."""
    place = f" ({asset.place})" if asset.place else ""
    told = [words for words, _ in (*notes.bad, *notes.odd, *notes.unseen)] or notes.seen
    message = f"{asset.name}: {'; '.join(told)}{place}"
    todo = "; ".join(dict.fromkeys(fix for _, fix in (notes.bad or notes.odd or notes.unseen) if fix))
    if notes.bad:
        return failed(message, remedy=todo, subject=asset.name)
    if notes.unseen:
        fixes = dict.fromkeys(fix for _, fix in notes.unseen if fix)
        return unknown(message, remedy="; ".join(fixes), subject=asset.name)
    if notes.odd:
        return warned(message, remedy=todo, subject=asset.name)
    return passed(message, subject=asset.name)


def _judged(asset: Asset, rules: InputRules) -> _Notes:
    notes = _Notes()
    for fault in asset.faults:
        notes.bad.append((fault, "give a URL of the form https://domain/path, or a whole data URI"))
    match asset.way:
        case Way.URL:
            _serving(asset, rules, notes)
        case Way.UPLOAD:
            notes.seen.append("an upload, which is good for 24 hours; the vendor has looked at it already")
        case Way.FILE | Way.DATA_URI:
            _content(asset, rules, notes)
    return notes


def _serving(asset: Asset, rules: InputRules, notes: _Notes) -> None:
    """What a server says of it."""
    match asset.answer:
        case NotReadable(reason):
            if not asset.faults:
                notes.unseen.append(
                    (reason, "try again where it can be reached; `--allow-private` for your own network")
                )
        case Known(answer) if 300 <= answer.status < 400:
            where = f" to {answer.location}" if answer.location else ""
            notes.bad.append((f"HEAD answers {answer.status}, a redirect{where}", "give the address that it leads to"))
        case Known(answer) if answer.status >= 500 or answer.status in {408, 429}:
            notes.unseen.append((f"HEAD answers {answer.status}", "try again when the server is well"))
        case Known(answer) if answer.status != 200:
            fix = "let HEAD through, without a login, also for the vendor's fetcher (`RunwayML API/…`)"
            notes.bad.append((f"HEAD answers {answer.status}", fix))
        case Known(answer):
            media = next((media for media, types in rules.types.items() if answer.content_type in types), None)
            if media is None and answer.content_type in rules.discouraged:
                notes.odd.append((f"{answer.content_type} is taken, and discouraged", "serve mp4 instead"))
                media = Media.VIDEO
            elif media is None:
                named = f"Content-Type is {answer.content_type}" if answer.content_type else "it has no Content-Type"
                notes.bad.append((named, "serve it with its own type, such as image/png or video/mp4"))
            _served_size(answer.length, media, rules, notes)
            if not notes.bad:
                notes.seen.append(f"HEAD answers 200, {answer.content_type}, {size(answer.length or 0)}")
                _shape_unseen(asset, rules, notes)


def _served_size(length: int | None, media: str | None, rules: InputRules, notes: _Notes) -> None:
    if length is None:
        notes.bad.append(
            ("it has no Content-Length", "serve it with its length: not chunked, not compressed on the fly")
        )
    elif length == 0:
        notes.bad.append(("it is empty", "upload the file again"))
    elif media is not None and length > rules.sizes[media].url:
        most = rules.sizes[media].url
        notes.bad.append(
            (f"{size(length)}; {size(most)} are allowed by URL", "shrink it, or hand it over by an upload")
        )


def _shape_unseen(asset: Asset, rules: InputRules, notes: _Notes) -> None:
    """A model with rules of its own wants more to be known than a server tells."""
    if asset.model in rules.aspect or asset.model in rules.clips:
        reason = asset.picture.reason if isinstance(asset.picture, NotReadable) else ""
        notes.unseen.append(
            (f"whether it fits {asset.model} is not known: {reason}", "preflight inputs FILE --model …")
        )


def _content(asset: Asset, rules: InputRules, notes: _Notes) -> None:
    match asset.kind:
        case NotReadable(reason):
            if not asset.faults:
                unreadable = isinstance(asset.size, NotReadable)
                fix = "name a file that is there" if unreadable else "give a picture, a video or a sound file"
                (notes.unseen if unreadable else notes.bad).append((reason, fix))
        case Known(kind) if not kind.taken:
            fix = "convert it to JPEG, PNG or WebP" if kind.media is Media.IMAGE else "convert it"
            notes.bad.append((f"{kind.format} is not taken", fix))
        case Known(kind):
            notes.seen.append(kind.format)
            if asset.declared and asset.declared not in rules.types[kind.media]:
                notes.bad.append((f"it declares {asset.declared} and holds {kind.format}", "declare what it holds"))
            _ways(asset, kind.media, rules, notes)
            if kind.media is Media.IMAGE:
                _picture(asset, rules, notes)
            else:
                _clip(asset, kind.media, rules, notes)


def _ways(asset: Asset, media: Media, rules: InputRules, notes: _Notes) -> None:
    """By which ways something of its size can be handed over."""
    match asset.size:
        case Known(octets):
            pass
        case NotReadable(reason):
            notes.unseen.append((reason, "check the file"))
            return
    most = rules.sizes[media]
    if asset.way is Way.DATA_URI:
        _data_uri_size(octets, most.data_uri, most.disputed, notes)
        return
    if octets > most.upload:
        notes.bad.append((f"{size(octets)}; {size(most.upload)} are the most, by an upload", "shrink it"))
        return
    encoded = 4 * octets // 3 + 40
    ways = {
        "by URL": octets <= most.url,
        "as a data URI": encoded <= most.data_uri,
        "by an upload": octets >= rules.smallest_upload,
    }
    fit = [way for way, fits in ways.items() if fits]
    notes.seen.append(f"{size(octets)}: fit to be handed over {listed(fit, last='or')}")
    if not ways["by URL"]:
        limits = f"by URL {size(most.url)} are allowed, as a data URI {size(most.data_uri)}"
        notes.odd.append((f"{size(octets)} fits an upload alone: {limits}", "upload it first, or shrink it"))


def _data_uri_size(octets: int, most: int, disputed: int, notes: _Notes) -> None:
    fix = "serve it by URL, or hand it over by an upload"
    if most < octets <= disputed:
        notes.odd.append(
            (f"{size(octets)} encoded: the docs allow {size(disputed)}, the SDK's types {size(most)}", fix)
        )
    elif octets > most:
        notes.bad.append((f"{size(octets)} encoded; {size(most)} are allowed as a data URI", fix))
    else:
        notes.seen.append(f"{size(octets)} encoded")


def _picture(asset: Asset, rules: InputRules, notes: _Notes) -> None:
    match asset.picture:
        case NotReadable(reason):
            notes.unseen.append((reason, "install the extra, or save the picture anew"))
        case Known(picture):
            notes.seen.append(f"{picture.width} x {picture.height}")
            _aspect(asset, picture, rules, notes)
            short, long = sorted((picture.width, picture.height))
            if short < rules.least_side or long > rules.most_side:
                best = f"between {rules.least_side} and {rules.most_side} pixels a side work best"
                notes.odd.append((f"{picture.width} x {picture.height}: {best}", "scale it"))


def _aspect(asset: Asset, picture: Picture, rules: InputRules, notes: _Notes) -> None:
    if asset.model is None or asset.model not in rules.aspect or not picture.height:
        return
    low, high = rules.aspect[asset.model]
    shape = picture.width / picture.height
    if not low <= shape <= high:
        words = f"width by height is {shape:.3f} ({picture.width} x {picture.height})"
        notes.bad.append((f"{words}; {asset.model} takes {low} to {high}", "crop it"))


def _clip(asset: Asset, media: Media, rules: InputRules, notes: _Notes) -> None:
    match asset.clip:
        case NotReadable(reason):
            notes.unseen.append((reason, "install the extra, or save the clip anew"))
        case Known(clip):
            length = f", {number(clip.seconds)} s" if clip.seconds is not None else ""
            notes.seen.append(f"{clip.codec}{length}")
            codecs = rules.codecs.get(clip.container)
            if media is Media.VIDEO and codecs and clip.codec not in codecs:
                words = f"{clip.codec} in {clip.container}; {listed(sorted(codecs), last='or')} are taken"
                notes.bad.append((words, "encode it anew, as mp4 with H.264"))
            if clip.container in {"avi", "flv", "mpeg"}:
                notes.odd.append((f"{clip.container} is taken, and discouraged", "convert it to mp4"))
            if clip.width and clip.height:
                _aspect(asset, Picture(clip.width, clip.height), rules, notes)
            _length(asset, clip, rules, notes)


def _length(asset: Asset, clip: Clip, rules: InputRules, notes: _Notes) -> None:
    rule = rules.clips.get(asset.model or "")
    if rule is None:
        return
    if clip.seconds is None:
        notes.unseen.append(("how long it is, is not known", "save the clip anew"))
    elif not rule.least <= clip.seconds <= (rule.most or clip.seconds):
        span = (
            f"{number(rule.least)} to {number(rule.most or 0)} s" if rule.least else f"up to {number(rule.most or 0)} s"
        )
        notes.bad.append((f"{number(clip.seconds)} s; {asset.model} takes {span}", "cut it"))
    if rule.fps and clip.fps and clip.fps > rule.fps + 0.01:
        notes.bad.append(
            (f"{number(clip.fps)} frames a second; {asset.model} takes {number(rule.fps)}", "encode it anew")
        )
