"""What goes into a bundle, and under which names."""

from collections.abc import Mapping
from typing import Any, Final

from preflight._version import __version__
from preflight.attestations.store import PLACE as ATTESTATIONS
from preflight.bundle.archive import as_json, manifest_of
from preflight.bundle.record import ConfigFile, Run
from preflight.bundle.snapshot import take
from preflight.config.find import NAME
from preflight.config.model import Waiver
from preflight.engine.expected import config_path
from preflight.engine.gather import Gatherer
from preflight.engine.run import Plan
from preflight.files import name_of
from preflight.redact import scrub
from preflight.report import Report
from preflight.serial import write

FACTS: Final = "facts.json"
RUN: Final = "run.json"
WAIVERS: Final = "waivers.json"
REPORT: Final = "report/report.json"
CONFIG: Final = f"config/{NAME}"
STATEMENTS: Final = f"config/{ATTESTATIONS.name}"
_ABOUT: Final = "README.txt"
_EXTENSIONS: Final = {
    "github": "github.txt",
    "gitlab": "gitlab.json",
    "junit": "junit.xml",
    "markdown": "md",
    "prometheus": "prom",
    "text": "txt",
}
"""Of formats that are not called after their files."""
_README: Final = """\
The evidence of a launch review, written by preflight {version}.

report/        the report, in every format
facts.json     what was found: the accounts, the repository, the statements; keys are redacted
run.json       when, of what and how it was asked
config/        the settings and the statements as they were; keys are redacted
waivers.json   the decisions to launch in spite of a verdict
manifest.json  the SHA-256 of every file here

Judge it again, without a network and without the repository:

    preflight check --from BUNDLE.zip

See what moved since an earlier one:

    preflight diff OLDER.zip BUNDLE.zip

If manifest.json.sig is here, see who signed it (allowed_signers lists the keys that you trust):

    ssh-keygen -Y verify -f allowed_signers -I you@example.com -n preflight-bundle \\
        -s manifest.json.sig < manifest.json
"""


def contents(
    report: Report, reports: Mapping[str, str], run: Run, gatherer: Gatherer, settings: Mapping[str, str]
) -> Mapping[str, bytes]:
    """Name → content. `reports` is the report by format; `settings` are texts by their names in the bundle."""
    files = {f"report/report.{_EXTENSIONS.get(format, format)}": text.encode() for format, text in reports.items()}
    files |= {name: scrub(text).encode() for name, text in settings.items()}
    files[_ABOUT] = _README.format(version=__version__).encode()
    files[FACTS] = as_json({"facts": take(gatherer)})
    files[RUN] = as_json(write(run, Run))
    files[WAIVERS] = as_json(write(tuple(report.waivers), tuple[Waiver, ...]))
    return files


def manifest(report: Report, files: Mapping[str, bytes]) -> bytes:
    """The manifest of `files`, which are about `report`."""
    target = report.target
    about: dict[str, Any] = {
        "tool": f"preflight {__version__}",
        "created_at": report.generated_at,
        "commit": target.commit,
        "environment": target.environment,
        "verdict": report.verdict,
    }
    return manifest_of(files, **about)


def config_file(plan: Plan) -> ConfigFile | None:
    """Where the config of `plan` is."""
    config = plan.inputs.config
    if config.path is None:
        return None
    return ConfigFile(name=name_of(config.path), path=config_path(config, plan.inputs.root))
