"""Go-live readiness checks. This is all that a check author imports; each name is loaded when it is first used."""

from preflight._version import __version__

TYPE_CHECKING = False  # what type checkers take for true; importing typing would cost more than all the rest

if TYPE_CHECKING:
    from preflight import capacity as capacity
    from preflight.account import NOT_TOLD as NOT_TOLD
    from preflight.account import Access as Access
    from preflight.account import Account as Account
    from preflight.account import AutoBilling as AutoBilling
    from preflight.account import ModelLimits as ModelLimits
    from preflight.account import Unit as Unit
    from preflight.assets.model import Asset as Asset
    from preflight.assets.model import Assets as Assets
    from preflight.assets.model import Clip as Clip
    from preflight.assets.model import Media as Media
    from preflight.assets.model import Picture as Picture
    from preflight.assets.model import Way as Way
    from preflight.assets.rules import InputRules as InputRules
    from preflight.attestations.attested import Attested as Attested
    from preflight.attestations.attested import Question as Question
    from preflight.attestations.attested import attested as attested
    from preflight.attestations.model import Attestation as Attestation
    from preflight.attestations.model import Attestations as Attestations
    from preflight.attestations.model import Validity as Validity
    from preflight.capacity.cost import daily_burn as daily_burn
    from preflight.capacity.cost import peak_hour_burn as peak_hour_burn
    from preflight.config.model import ModelLoad as ModelLoad
    from preflight.facts.account import Reading as Reading
    from preflight.facts.account import Readings as Readings
    from preflight.facts.credential import Credential as Credential
    from preflight.facts.credential import Credentials as Credentials
    from preflight.facts.inputs import Clock as Clock
    from preflight.lints.lockfiles import Installed as Installed
    from preflight.lints.review import Integration as Integration
    from preflight.lints.review import Trap as Trap
    from preflight.model_table import ModelTable as ModelTable
    from preflight.monitoring import Alerts as Alerts
    from preflight.monitoring import Amount as Amount
    from preflight.monitoring import Metrics as Metrics
    from preflight.monitoring import Role as Role
    from preflight.monitoring import Series as Series
    from preflight.parts import Known as Known
    from preflight.parts import NotReadable as NotReadable
    from preflight.parts import Part as Part
    from preflight.posture.env_files import EnvFiles as EnvFiles
    from preflight.posture.env_files import KeyFile as KeyFile
    from preflight.posture.environment_keys import EnvironmentKey as EnvironmentKey
    from preflight.posture.environment_keys import EnvironmentKeys as EnvironmentKeys
    from preflight.posture.environment_keys import LeakedKeys as LeakedKeys
    from preflight.posture.exposure import ClientExposure as ClientExposure
    from preflight.posture.kinds import FileKind as FileKind
    from preflight.posture.storage import KeyStores as KeyStores
    from preflight.providers.base import Provider as Provider
    from preflight.providers.base import Vendor as Vendor
    from preflight.providers.endpoint import Endpoint as Endpoint
    from preflight.providers.endpoint import EndpointKind as EndpointKind
    from preflight.registry import Check as Check
    from preflight.registry import check as check
    from preflight.secrets.model import Coverage as Coverage
    from preflight.secrets.model import Scope as Scope
    from preflight.secrets.model import SecretScan as SecretScan
    from preflight.secrets.model import Since as Since
    from preflight.tree.model import File as File
    from preflight.tree.model import Tree as Tree
    from preflight.tree.model import Unread as Unread
    from preflight.usage import Usage as Usage
    from preflight.usage import busiest_day as busiest_day
    from preflight.vendor_data import VendorData as VendorData
    from preflight.verdict import Confidence as Confidence
    from preflight.verdict import Finding as Finding
    from preflight.verdict import Json as Json
    from preflight.verdict import Live as Live
    from preflight.verdict import Section as Section
    from preflight.verdict import Status as Status
    from preflight.verdict import Verdict as Verdict
    from preflight.verdict import Where as Where
    from preflight.verdict import failed as failed
    from preflight.verdict import passed as passed
    from preflight.verdict import skipped as skipped
    from preflight.verdict import unknown as unknown
    from preflight.verdict import warned as warned
    from preflight.workload import Workload as Workload

_HOMES = {
    "account": ("NOT_TOLD", "Access", "Account", "AutoBilling", "ModelLimits", "Unit"),
    "attestations.attested": ("Attested", "Question", "attested"),
    "assets.model": ("Asset", "Assets", "Clip", "Media", "Picture", "Way"),
    "assets.rules": ("InputRules",),
    "attestations.model": ("Attestation", "Attestations", "Validity"),
    "capacity.cost": ("daily_burn", "peak_hour_burn"),
    "config.model": ("ModelLoad",),
    "facts.account": ("Reading", "Readings"),
    "facts.credential": ("Credential", "Credentials"),
    "facts.inputs": ("Clock",),
    "monitoring": ("Alerts", "Amount", "Metrics", "Role", "Series"),
    "lints.lockfiles": ("Installed",),
    "lints.review": ("Integration", "Trap"),
    "model_table": ("ModelTable",),
    "parts": ("Known", "NotReadable", "Part"),
    "posture.env_files": ("EnvFiles", "KeyFile"),
    "posture.environment_keys": ("EnvironmentKey", "EnvironmentKeys", "LeakedKeys"),
    "posture.exposure": ("ClientExposure",),
    "posture.kinds": ("FileKind",),
    "posture.storage": ("KeyStores",),
    "providers.base": ("Provider", "Vendor"),
    "providers.endpoint": ("Endpoint", "EndpointKind"),
    "registry": ("Check", "check"),
    "secrets.model": ("Coverage", "Scope", "SecretScan", "Since"),
    "tree.model": ("File", "Tree", "Unread"),
    "usage": ("Usage", "busiest_day"),
    "vendor_data": ("VendorData",),
    "verdict": (
        "Confidence", "Finding", "Json", "Live", "Section", "Status", "Verdict", "Where",
        "failed", "passed", "skipped", "unknown", "warned",
    ),
    "workload": ("Workload",),
}  # fmt: skip
_HOME = {name: module for module, names in _HOMES.items() for name in names}

__all__ = ["__version__", "capacity", *_HOME]  # noqa: PLE0604 - the names are strings of the table above


def __getattr__(name: str) -> object:
    """Loads a public name on first use: `preflight --version` should not pay for any of them."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    if name == "capacity":
        return import_module("preflight.capacity")
    return getattr(import_module(f"preflight.{_HOME[name]}"), name)
