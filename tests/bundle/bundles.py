"""Bundles for tests: of a run on facts that are given, and broken ones."""

import io
import json
import zipfile
from pathlib import Path

from preflight.account import Account, Unit
from preflight.assets.model import Assets
from preflight.assets.rules import load_inputs
from preflight.attestations.model import Attestations
from preflight.bundle.archive import pack
from preflight.bundle.contents import CONFIG, contents, manifest
from preflight.bundle.record import ConfigFile, run_of
from preflight.config.load import parse_config
from preflight.engine.discovery import Installed, discover
from preflight.engine.run import Plan, gatherer_of, run
from preflight.engine.selection import select
from preflight.errors import PreflightError
from preflight.facts.account import Reading, Readings
from preflight.facts.credential import Credentials
from preflight.facts.inputs import Inputs
from preflight.facts.repository import Repository
from preflight.lints.review import Integration
from preflight.model_table import load_models
from preflight.monitoring import Metrics
from preflight.parts import NotReadable
from preflight.posture.env_files import EnvFiles
from preflight.posture.environment_keys import EnvironmentKeys
from preflight.posture.exposure import ClientExposure
from preflight.posture.storage import KeyStores
from preflight.providers.endpoint import Endpoint
from preflight.report import Report, Target
from preflight.reports import PLAIN, formats, render
from preflight.secrets.model import Coverage, SecretScan
from preflight.serial import Mismatch
from preflight.usage import Usage
from tests.facts_builders import CLOCK, NONE_ATTESTED, TODAY, account, credential, endpoint

SETTINGS = """\
version: 1
providers: {runway: {workload: {gen4.5: {per_day: 600, peak_per_hour: 90, credits_each: 60}}}}
waivers:
  - {check: credits, reason: soft launch, by: me, expires: 2099-01-01}
"""
CLEAN = SecretScan(findings=(), coverage=Coverage(objects=3, files=1, bytes=90, refs=1, seconds=0.1))


def plan_for(installed: Installed | None = None, settings: str = SETTINGS, **facts: object) -> Plan:
    """Everything is given, so nothing is read: `account=…` and the like stand in for one fact."""
    installed = installed or discover(plugins=False)
    config = parse_config(settings, ".preflight.yml", known_checks=None, known_providers=None)
    given = {
        (Account, "runway"): account(),
        (Attestations, None): NONE_ATTESTED,
        (Assets, None): Assets(assets=(), rules=load_inputs("runway")),
        (ClientExposure, None): ClientExposure(),
        (Credentials, "runway"): Credentials((credential(),)),
        (EnvFiles, None): EnvFiles(files=(), variable="RUNWAYML_API_SECRET"),
        (EnvironmentKeys, None): EnvironmentKeys(),
        (Integration, "runway"): Integration(provider="runway", table=load_models("runway")),
        (KeyStores, "runway"): KeyStores(provider="runway"),
        (Metrics, None): Metrics(),
        (Readings, "runway"): Readings((Reading(credential(), account()),)),
        (Endpoint, "runway"): endpoint(),
        (Repository, None): Repository(root=Path("/home/me/app"), is_git=True, head="ab" * 20, branch="main"),
        (SecretScan, None): CLEAN,
        (Usage, "runway"): Usage(
            provider="runway", unit=Unit.CREDITS, start=TODAY, before=TODAY, days=NotReadable("offline")
        ),
    }
    given |= {key: facts[key[0].__name__] for key in list(given) if key[0].__name__ in facts}
    return Plan(
        inputs=Inputs(root=Path(), base=Path(), config=config, environ={}),
        clock=CLOCK,
        installed=installed,
        selection=select(installed, config, today=TODAY),
        providers=[installed.providers["runway"]],
        target=Target(root="app", commit=None, environment="production", sandbox=None, offline=False),
        given=given,
    )


def reviewed(plan: Plan, settings: str = SETTINGS) -> tuple[Report, dict[str, bytes]]:
    """The report of a run, and the files of its bundle."""
    gatherer = gatherer_of(plan)
    report = run(plan, gatherer)
    asked = run_of(plan, plugins=False, config=ConfigFile(name=".preflight.yml", path=".preflight.yml"))
    reports = {format: render(format, report, PLAIN) for format in formats()}
    return report, dict(contents(report, reports, asked, gatherer, {CONFIG: settings}))


def packed(report: Report, files: dict[str, bytes]) -> bytes:
    return pack(files, manifest(report, files), signature=None, when=report.generated_at)


def write_bundle(path: Path, plan: Plan | None = None, **changed: bytes) -> Path:
    """A whole bundle; `changed` files (`facts_json=…`) go in with a manifest that fits them."""
    report, files = reviewed(plan or plan_for())
    files |= {name.replace("_json", ".json"): content for name, content in changed.items()}
    path.write_bytes(packed(report, files))
    return path


def zipped(members: dict[str, bytes] | list[tuple[zipfile.ZipInfo | str, bytes]]) -> bytes:
    """A zip of whatever; names may repeat in a list."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items() if isinstance(members, dict) else members:
            archive.writestr(name, data)
    return out.getvalue()


def edited(files: dict[str, bytes], name: str, edit) -> bytes:
    """A JSON file of a bundle, changed by `edit`."""
    document = json.loads(files[name])
    edit(document)
    return json.dumps(document).encode()


def outcome(action):
    """What `action` returns, or the expected error that it raises."""
    try:
        return action()
    except (PreflightError, Mismatch) as error:
        return error
