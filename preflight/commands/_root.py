"""The command group. Subcommands are imported when they are called, so that each pays for itself alone."""

from importlib import import_module

import click
from click.shell_completion import CompletionItem

from preflight._version import __version__

_COMMANDS = {
    "check": "Run every check, print the report, set the exit code.",
    "scan": "Look for keys in the repository and its history.",
    "account": "Show what each vendor says of the account, and what it consumed.",
    "plan": "Capacity and money: what binds first, what to buy, how long it lasts.",
    "inputs": "Look at sample inputs before the vendor does.",
    "attest": "Record what a person has seen and no API tells.",
    "waive": "Decide to launch in spite of a verdict.",
    "fix": "Change an account's autobilling, where the vendor's API lets it be changed.",
    "keys": "Record which key an environment uses, as a salted hash.",
    "review": "Run everything, ask people the rest, and write down the evidence.",
    "diff": "Show what moved between two reviews.",
    "init": "Write a .preflight.yml to start from.",
    "check-config": "Look for mistakes in .preflight.yml and in .preflight/.",
    "list": "List the checks.",
    "explain": "Print one check's documentation.",
    "schema": "Print the JSON Schema of the config, the report, the plan or accounts.",
    "sandbox": "Serve fake vendor APIs on a loopback port.",
}


class LazyGroup(click.Group):
    """A group that knows its commands' names and short help, and imports the one that runs."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order a newcomer needs them."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, imported now."""
        if cmd_name not in _COMMANDS:
            return None
        module = import_module(f"preflight.commands.{cmd_name.replace('-', '_')}")
        command: click.Command = module.command
        return command

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Names and help without importing anything."""
        names = [CompletionItem(name, help=help) for name, help in _COMMANDS.items() if name.startswith(incomplete)]
        return names or super().shell_complete(ctx, incomplete)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Help without importing anything."""
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Adds the nearest name to the error for an unknown command."""
        if args and args[0] not in _COMMANDS and not args[0].startswith("-"):
            import difflib

            near = difflib.get_close_matches(args[0], list(_COMMANDS), n=1)
            raise click.UsageError(
                f"there is no command `{args[0]}`" + (f": did you mean `{near[0]}`?" if near else ""), ctx
            )
        return super().resolve_command(ctx, args)


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Start with `preflight check --sandbox`: it needs no account and no key.",
)
@click.version_option(__version__, prog_name="preflight", message="%(prog)s %(version)s")
def root() -> None:
    """Is this integration of a paid AI API ready to go live?

    Measures what can be read, and makes people attest to what cannot. Exit codes: 0 ready, 1 not ready,
    2 usage or configuration error, 3 undetermined, 70 a bug, 130 interrupted.
    """
