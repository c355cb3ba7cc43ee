"""What people have attested, and what is to be made of their signatures."""

from dataclasses import replace
from pathlib import Path
from typing import Final

from preflight.attestations.binding import digest
from preflight.attestations.model import Attestation, Attestations, Proof
from preflight.attestations.signed_text import signed_text
from preflight.attestations.store import PLACE, load
from preflight.config.find import find_root
from preflight.config.model import Config
from preflight.errors import PreflightError
from preflight.facts.inputs import Inputs
from preflight.files import read_bytes
from preflight.registry import fact
from preflight.ssh_signature import SignatureRefused, verify

ALLOWED_SIGNERS: Final = PLACE.with_name("allowed_signers")
"""Below the config's directory; its format is ssh-keygen's."""
NAMESPACE: Final = "preflight-attestation"
"""What a signature is for, so that one that was made for something else does not count."""
_MOST_SIGNED: Final = 200  # each costs a process; nobody has so many checks


@fact
def attestations(inputs: Inputs) -> Attestations:
    """The committed statements beside the config."""
    return proven(load(inputs.base / PLACE), inputs.base, inputs.config)


def proven(kept: Attestations, base: Path, config: Config) -> Attestations:
    """`kept` with a proof of each: its signature verified, what it is bound to compared with `config`."""
    signers = allowed_signers(base)
    signed = [one for one in kept.entries if one.signature is not None]
    voids = {_key(one): _signature(one, signers) for one in signed[:_MOST_SIGNED]}
    voids |= dict.fromkeys(map(_key, signed[_MOST_SIGNED:]), "but there are too many signatures to verify")
    proved = []
    for one in kept.entries:
        void = voids.get(_key(one), "") or _binding(one, config)
        is_signed = one.signature is not None and not voids[_key(one)]
        proof = Proof(signed=is_signed, asked=signers is not None, void=void)
        proved.append(replace(one, proven=proof))
    return Attestations(tuple(proved))


def allowed_signers(base: Path) -> bytes | None:
    """The file that lists who may sign; None where there is none. What cannot be read lists nobody."""
    path = base / ALLOWED_SIGNERS
    if not path.exists() and not path.is_symlink():
        return None
    try:
        return read_bytes(path, within=find_root(base) or base)
    except PreflightError:
        return b""


def _key(one: Attestation) -> tuple[str, str]:
    return one.check, one.provider


def _binding(one: Attestation, config: Config) -> str:
    if one.bound is None or one.bound == digest(config, one.provider):
        return ""
    return f"which lapsed when what the config says of {one.provider} changed"


def _signature(one: Attestation, signers: bytes | None) -> str:
    assert one.signature is not None
    if signers is None:
        return f"but it is signed, and {ALLOWED_SIGNERS.as_posix()} is not there to say whose signatures count"
    try:
        verify(signed_text(one), one.signature, namespace=NAMESPACE, signer=one.by, allowed_signers=signers)
    except SignatureRefused as error:
        return f"but {error.message}"
    return ""
