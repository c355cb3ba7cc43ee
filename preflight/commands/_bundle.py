"""Where a launch review's files go, and how its bundle is signed."""

import hashlib
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import Any, Final, TypeVar

import click

from preflight.attestations.store import PLACE
from preflight.bundle.archive import pack
from preflight.bundle.contents import CONFIG, STATEMENTS, config_file, contents, manifest
from preflight.bundle.record import run_of
from preflight.config.find import find_root
from preflight.config.load import read_guarded
from preflight.engine.gather import Gatherer
from preflight.engine.run import Plan
from preflight.errors import PreflightError, UsageError
from preflight.files import FileError, name_of, write_bytes
from preflight.report import Report
from preflight.reports import PLAIN, formats, render
from preflight.terminal import is_terminal
from preflight.words import count, size

NAMESPACE: Final = "preflight-bundle"
"""What the signature is for, so that one that was made for something else does not count."""
FOLDER: Final = "preflight-review"
"""Where reviews are kept, below the working directory. Git is told to ignore it, so that the next review looks at the
repository, and not at the last review."""

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The options, as given."""

    bundle: Path | None
    sign: bool
    sign_with: Path | None
    no_input: bool


NAMES: Final = tuple(field.name for field in fields(Asked))


@dataclass(frozen=True, slots=True)
class Destination:
    """The files that are written: the bundle and, beside it, the HTML report."""

    bundle: Path
    html: Path
    ours: bool
    """Whether the folder is our own, to be made and hidden from git."""


def options(command: F) -> F:
    """`--bundle`, `--sign`, `--sign-with`, `--no-input`."""
    for option in (
        click.option("--no-input", is_flag=True, help="Never ask, even on a terminal: list what there is to ask."),
        click.option(
            "--sign-with",
            type=click.Path(path_type=Path, dir_okay=False),
            metavar="FILE",
            help="Sign the bundle with this SSH key; a public one, where an agent has its other half.",
        ),
        click.option("--sign", is_flag=True, help="Sign the bundle with your SSH key: the first one in ~/.ssh."),
        click.option(
            "--bundle",
            type=click.Path(path_type=Path, dir_okay=False),
            metavar="FILE",
            help=f"The evidence bundle; the HTML report goes beside it. [default: {FOLDER}/TIME.zip]",
        ),
    ):
        command = option(command)
    return command


def destination(asked: Asked, now: datetime) -> Destination:
    """Where to write, looked at before anything is asked of anybody. Raises UsageError."""
    bundle = asked.bundle or Path(FOLDER, f"{now:%Y-%m-%dT%H%M%SZ}.zip")
    place = Destination(bundle, bundle.with_suffix(".html"), ours=asked.bundle is None)
    if place.bundle == place.html:
        raise UsageError(f"--bundle {bundle}: the HTML report goes there", hint="call the bundle something.zip")
    for path in (place.bundle, place.html):
        if path.exists() or path.is_symlink():
            raise UsageError(f"{name_of(path)} is there already", hint="evidence is not overwritten: --bundle FILE")
    folder = place.bundle.absolute().parent
    if place.ours and (folder.is_symlink() or (folder.exists() and not folder.is_dir())):
        raise UsageError(
            f"{name_of(folder)} is no folder of its own", hint="remove it, or name the file: --bundle FILE"
        )
    if not place.ours and not folder.is_dir():
        raise UsageError(f"--bundle {bundle}: there is no such directory", hint="make it first")
    return place


def write(place: Destination, report: Report, plan: Plan, gatherer: Gatherer, asked: Asked, *, plugins: bool) -> None:
    """Writes both files and says so on stderr. Raises PreflightError."""
    reports = {format: render(format, report, PLAIN) for format in formats()}
    run = run_of(plan, plugins=plugins, config=config_file(plan))
    files = contents(report, reports, run, gatherer, _settings(plan))
    listed = manifest(report, files)
    signature = _signature(listed, asked) if asked.sign or asked.sign_with else None
    packed = pack(files, listed, signature=signature, when=report.generated_at)
    within = _folder(place) if place.ours else None
    write_bytes(place.html, reports["html"].encode(), within=within)
    write_bytes(place.bundle, packed, within=within)
    signed = ", signed" if signature else ""
    click.echo(
        f"wrote {name_of(place.html)}\n"
        f"wrote {name_of(place.bundle)} ({count(len(files), 'file')}, {size(len(packed))}{signed}): "
        f"keep it with the release\n  sha256 {hashlib.sha256(packed).hexdigest()}",
        err=True,
    )


def _folder(place: Destination) -> Path:
    """Our own folder, made where it is not there yet. Raises FileError."""
    folder = place.bundle.absolute().parent
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise FileError(f"{name_of(folder)}: cannot be made: {(error.strerror or '').lower()}") from error
    if not (ignore := folder / ".gitignore").exists():
        write_bytes(ignore, b"*\n", within=folder)
    return folder


def _settings(plan: Plan) -> Mapping[str, str]:
    """The texts that people wrote, by their names in the bundle; one that cannot be read is missing."""
    config, root = plan.inputs.config.path, find_root(plan.inputs.base)
    paths = {CONFIG: config, STATEMENTS: plan.inputs.base / PLACE}
    texts = {}
    for name, path in paths.items():
        if path is not None and path.exists():
            try:
                texts[name] = read_guarded(path, root)
            except PreflightError:
                if name == CONFIG:  # it was read a moment ago, and without it the bundle says nothing
                    raise
    return texts


def _signature(message: bytes, asked: Asked) -> bytes:
    """A signature as `ssh-keygen -Y sign` writes it. Raises UsageError."""
    from preflight.commands._signing import usual_key
    from preflight.ssh_signature import armoured, sign

    interactive = not asked.no_input and is_terminal(sys.stdin) and is_terminal(sys.stderr)
    key_file = asked.sign_with or usual_key()
    return armoured(sign(message, namespace=NAMESPACE, key_file=key_file, interactive=interactive)).encode("ascii")
