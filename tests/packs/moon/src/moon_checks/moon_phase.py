"""`moon-phase`: nobody should launch at a full moon."""

from collections.abc import Iterator

from preflight import Clock, Section, Verdict, check, passed


@check("moon-phase", section=Section.TESTING, required=False)
def moon_phase(clock: Clock) -> Iterator[Verdict]:
    """The moon does not stand in the way of the launch.

    Why
        A third party may ask whatever it likes of the facts of a run.

    How to fix
        Wait.

    References
        - https://example.com/moon
    """
    yield passed(f"on {clock.today} the moon is where it should be")
