"""From a committed file to statements that count, or say why they do not."""

from dataclasses import replace

import pytest

from preflight.attestations.binding import digest
from preflight.attestations.model import Attestation, Attestations, Proof
from preflight.attestations.signed_text import signed_text
from preflight.attestations.store import PLACE, save
from preflight.config.model import DEFAULT, Config, ModelLoad, ProviderConfig
from preflight.facts.attested import ALLOWED_SIGNERS, NAMESPACE, attestations, proven
from preflight.facts.inputs import Inputs
from preflight.ssh_signature import sign
from tests.facts_builders import TODAY
from tests.ssh import make_key, needs_ssh_keygen, signer_line

BUSY = Config(version=1, providers={"runway": ProviderConfig(workload={"gen4.5": ModelLoad(per_day=600)})})


def attestation(**parts) -> Attestation:
    whole = {"check": "emails", "provider": "runway", "by": "ana", "on": TODAY, "expires": TODAY, "evidence": "seen"}
    return Attestation(**{**whole, **parts})


def proof(one: Attestation, base, config: Config = DEFAULT) -> Proof:
    (found,) = proven(Attestations((one,)), base, config).entries
    return found.proof


def allow(base, text: str) -> None:
    (base / PLACE.parent).mkdir(exist_ok=True)
    (base / ALLOWED_SIGNERS).write_text(text, encoding="utf-8")


def signed(one: Attestation, key) -> Attestation:
    return replace(one, signature=sign(signed_text(one), namespace=NAMESPACE, key_file=key, interactive=False))


def test_without_signers_and_signature_there_is_nothing_to_prove(tmp_path):
    assert proof(attestation(), tmp_path) == Proof()


def test_where_signers_are_listed_a_signature_is_asked_for(tmp_path):
    allow(tmp_path, "")
    assert proof(attestation(), tmp_path) == Proof(asked=True)


@needs_ssh_keygen
def test_a_signature_counts_for_the_one_who_states_it(tmp_path):
    key = make_key(tmp_path / "key")
    one = signed(attestation(note="ü", values={}), key)
    assert "is not there to say whose" in proof(one, tmp_path).void
    allow(tmp_path, signer_line("ana", key))
    assert proof(one, tmp_path) == Proof(signed=True, asked=True)
    allow(tmp_path, signer_line("ben", key))
    assert "do not list for ana" in proof(one, tmp_path).void


@needs_ssh_keygen
@pytest.mark.parametrize(
    "changed",
    [{"evidence": "more"}, {"by": "ben"}, {"expires": None}, {"note": "x"}, {"failed": True}, {"provider": "runtools"}],
    ids=lambda changed: next(iter(changed)),
)
def test_no_part_of_it_can_be_changed_afterwards(tmp_path, changed):
    key = make_key(tmp_path / "key")
    allow(tmp_path, signer_line("ana,ben", key))
    found = proof(replace(signed(attestation(), key), **changed), tmp_path)
    assert found.void.startswith("but its signature does not fit what it says")
    assert not found.signed


@needs_ssh_keygen
def test_the_file_keeps_what_was_signed(tmp_path):
    key = make_key(tmp_path / "key", kind="rsa")
    one = signed(attestation(bound=digest(BUSY, "runway"), note='"two"  words', failed=False), key)
    allow(tmp_path, signer_line("ana", key))
    save(tmp_path / PLACE, Attestations((one,)))
    read = attestations.gather(Inputs(root=tmp_path, base=tmp_path, config=BUSY, environ={}))
    assert read.entries == (one,)
    assert read.entries[0].proof == Proof(signed=True, asked=True)


def test_it_lapses_when_what_it_is_bound_to_changes(tmp_path):
    one = attestation(bound=digest(BUSY, "runway"))
    assert proof(one, tmp_path, BUSY).void == ""
    assert proof(one, tmp_path).void == "which lapsed when what the config says of runway changed"
    assert proof(attestation(bound="anything"), tmp_path, BUSY).void != ""


def test_signers_that_lie_elsewhere_list_nobody(tmp_path):
    repository = tmp_path / "repository"
    (repository / ".git").mkdir(parents=True)
    (repository / PLACE.parent).mkdir()
    (tmp_path / "signers").write_text("ana ssh-ed25519 AAAA\n", encoding="ascii")
    (repository / ALLOWED_SIGNERS).symlink_to(tmp_path / "signers")
    one = attestation(signature="A" * 60)
    assert proof(one, repository).void
    assert proof(attestation(), repository) == Proof(asked=True)


def test_a_file_of_thousands_of_signatures_does_not_start_thousands_of_processes(tmp_path):
    allow(tmp_path, "")
    many = Attestations(tuple(attestation(check=f"check-{n}", signature="AAAA") for n in range(3000)))
    voids = [one.proof.void for one in proven(many, tmp_path, DEFAULT).entries]
    assert all(voids)
    assert sum("too many" in void for void in voids) == 2800
