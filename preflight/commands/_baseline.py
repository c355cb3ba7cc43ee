"""`--write-baseline [FILE]`: what the scan finds is accepted for a while, by somebody, for a reason."""

import shlex
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import click

from preflight import clock
from preflight.attestations.expiry import DEFAULT, parse_expiry
from preflight.commands._asking import Wanted, ask
from preflight.commands._baseline_options import Asked
from preflight.errors import UsageError
from preflight.files import name_of
from preflight.secrets import baseline_file
from preflight.secrets.baseline import Baseline, Entry, accept, record
from preflight.secrets.model import SecretScan
from preflight.verdict import Live
from preflight.words import count

_REASON = Wanted("--reason", "REASON", "Why may these keys stay where they are")
_BY = Wanted("--by", "YOU", "Who says so")


@dataclass(frozen=True, slots=True)
class Writing:
    """A baseline that is about to be written."""

    path: Path
    old: Baseline
    entry: Entry
    """What is said of every key that is new in it."""

    def write(self, scan: SecretScan, today: date) -> Baseline:
        """Writes the baseline, brought up to date with `scan`, and says on stderr what is in it now."""
        new = record(accept(scan, self.old, today), self.old, self.entry)
        baseline_file.save(self.path, new)
        added = len(new.entries.keys() - self.old.entries.keys())
        gone = len(self.old.entries.keys() - new.entries.keys())
        click.echo(
            f"wrote {name_of(self.path)}: {count(len(new.entries), 'key')}, {added:,} new, {gone:,} gone; commit it",
            err=True,
        )
        active = {finding.redacted for finding in scan.findings if finding.live is Live.ACTIVE}
        if active:
            keys = count(len(active), "key")
            click.echo(f"  {keys} not written: what the vendor still accepts is never accepted here", err=True)
        return new


def writing(asked: Asked, path: Path, usual: Path) -> Writing | None:
    """What `--write-baseline` asks for, with what is missing asked at the terminal; None where it is not given.

    `usual` is where the project's baseline is. Raises UsageError, and ConfigError for a file that is no baseline.
    """
    if asked.write_baseline is None:
        if asked.reason is not None or asked.by is not None:
            raise UsageError("--reason and --by go with --write-baseline", hint="preflight scan --write-baseline")
        return None
    file = Path(asked.write_baseline) if asked.write_baseline else usual
    old = baseline_file.load(file) or baseline_file.empty()
    expires = parse_expiry(asked.expires or DEFAULT, today=clock.today())
    words = ["preflight", "scan", *([] if path == Path() else [str(path)]), "--write-baseline"]
    words += [asked.write_baseline] if asked.write_baseline else []
    words += ["--expires", asked.expires] if asked.expires else []
    given = {_REASON: asked.reason, _BY: asked.by}
    answers = ask((_REASON, _BY), given, command=shlex.join(words), no_input=asked.no_input)
    return Writing(file, old, Entry(reason=answers[_REASON], by=answers[_BY], expires=expires))
