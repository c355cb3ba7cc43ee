"""`preflight init`: a config to start from."""

from importlib.resources import files
from pathlib import Path

import click

from preflight.commands._output import emit
from preflight.config.find import NAME
from preflight.errors import UsageError

TEMPLATE = "preflight.yml"


@click.command("init", short_help="Write a .preflight.yml to start from.")
@click.argument("path", type=click.Path(path_type=Path, exists=True, file_okay=False), default=Path())
@click.option("--force", is_flag=True, help="Overwrite a .preflight.yml that is there.")
@click.option("--stdout", "to_stdout", is_flag=True, help="Print it instead of writing it.")
def command(path: Path, force: bool, to_stdout: bool) -> int:
    """Write a commented .preflight.yml into PATH (default: here); its numbers are examples to replace."""
    text = files("preflight.data").joinpath(TEMPLATE).read_text(encoding="utf-8")
    if to_stdout:
        emit(text)
        return 0
    target = path / NAME
    try:
        with target.open("w" if force else "x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as error:
        raise UsageError(f"{target} exists already", hint="edit it, or `preflight init --force`") from error
    except OSError as error:
        raise UsageError(f"cannot write {target}: {error.strerror}", hint="choose another PATH") from error
    emit(f"wrote {target}: put your models and numbers under `workload:`, then run `preflight check`\n")
    return 0
