"""`preflight sandbox`: the fake vendor APIs, for demos and tests of one's own."""

import threading

import click

from preflight.commands._output import emit
from preflight.errors import UsageError


@click.command("sandbox", short_help="Serve fake vendor APIs on a loopback port.")
@click.argument("scenario", default="healthy")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="0 takes any free one.")
@click.option("--list", "listing", is_flag=True, help="List the scenarios.")
def command(scenario: str, port: int, listing: bool) -> int:
    """Serve a fake Runway API on 127.0.0.1 until interrupted, and print how to point an SDK at it."""
    from preflight.config.problems import nearest
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
            # The sandbox's own made-up key is no secret: an SDK needs it to talk to the sandbox.
            emit(
                f"export RUNWAYML_BASE_URL={sandbox.url}\n"
                f"export RUNWAYML_API_SECRET={sandbox.key.reveal()}\n"
                f"# SANDBOX {scenario}: {SCENARIOS[scenario].summary}. Ctrl-C stops it.\n"
            )
            threading.Event().wait()
    except OSError as error:
        raise UsageError(f"cannot serve on port {port}: {error.strerror}", hint="choose another --port") from error
    return 0
