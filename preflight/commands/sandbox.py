"""`preflight sandbox`: the fake vendor APIs, for demos and tests of one's own."""

import threading
from typing import TYPE_CHECKING

import click

from preflight.commands import _complete
from preflight.commands._output import emit
from preflight.errors import UsageError

if TYPE_CHECKING:
    from preflight.sandbox.fake import Fake, Keys


@click.command("sandbox", short_help="Serve fake vendor APIs on a loopback port.")
@click.argument("scenario", default="healthy", shell_complete=_complete.scenarios)
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="0 takes any free one.")
@click.option("--list", "listing", is_flag=True, help="List the scenarios.")
def command(scenario: str, port: int, listing: bool) -> int:
    """Serve fake vendor APIs on 127.0.0.1 until interrupted, and print how to point an SDK at them."""
    from preflight.config.problems import nearest
    from preflight.sandbox.fake import fakes
    from preflight.sandbox.scenarios import SCENARIOS
    from preflight.sandbox.server import serve

    if listing:
        emit("".join(f"{one.name:<16}{one.summary}\n" for one in SCENARIOS.values()))
        return 0
    if scenario not in SCENARIOS:
        raise UsageError(
            f"there is no scenario `{scenario}`",
            hint=nearest(scenario, list(SCENARIOS)) or "`preflight sandbox --list` shows all of them",
        )
    try:
        with serve(SCENARIOS[scenario], port=port) as sandbox:
            emit(
                "".join(_exports(fake, sandbox.base_url(name), sandbox.keys[name]) for name, fake in fakes().items())
                + f"# SANDBOX {scenario}: {SCENARIOS[scenario].summary}. Ctrl-C stops it.\n"
            )
            threading.Event().wait()
    except OSError as error:
        raise UsageError(f"cannot serve on port {port}: {error.strerror}", hint="choose another --port") from error
    return 0


def _exports(fake: "Fake", url: str, keys: "Keys") -> str:
    """The sandbox's own made-up keys are no secret: an SDK needs one to talk to the sandbox."""
    variable = fake.vendor.key_variable
    lines = [f"export {fake.vendor.base_url_variable}={url}"]
    for place, (name, key) in enumerate(keys.items()):
        mark = "" if place == 0 else "# "  # one variable holds one key; the others are there to copy
        lines.append(f"{mark}export {variable}={key.reveal()}" + (f"  # {name}" if name else ""))
    return "\n".join(lines) + "\n"
