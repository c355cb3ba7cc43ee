"""`preflight schema [config|report|plan|account]`: the JSON Schemas, for editors and for programs that read reports."""

import json
from importlib.resources import files

import click


@click.command("schema", short_help="Print the JSON Schema of the config, the report, the plan or accounts.")
@click.argument("which", type=click.Choice(["config", "report", "plan", "account"]), default="config")
def command(which: str) -> None:
    """Print the JSON Schema of .preflight.yml (`config`, the default), or of the JSON that a command prints."""
    if which != "config":
        click.echo(files("preflight.data").joinpath(f"{which}.schema.json").read_text(encoding="utf-8"), nl=False)
        return
    from preflight.config.schema import config_schema

    click.echo(json.dumps(config_schema(), indent=2, ensure_ascii=False))
