"""Signatures made and read by the real ssh-keygen."""

import base64
import os
import stat

import pytest

from preflight.errors import UsageError
from preflight.ssh_signature import SignatureRefused, public_key, sign, verify
from tests.ssh import make_key, needs_ssh_keygen, signer_line

pytestmark = needs_ssh_keygen
MESSAGE = b"what was seen\n"


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    folder = tmp_path_factory.mktemp("keys")
    for name in ("ana", "ben"):
        make_key(folder / name)
    return folder


@pytest.fixture(scope="module")
def signature(keys):
    return sign(MESSAGE, namespace="test", key_file=keys / "ana", interactive=False)


def refusal(signature: str, signers: str, *, message: bytes = MESSAGE, namespace: str = "test", by: str = "ana") -> str:
    with pytest.raises(SignatureRefused) as caught:
        verify(message, signature, namespace=namespace, signer=by, allowed_signers=signers.encode())
    return caught.value.message


@pytest.mark.parametrize(
    ("signers", "by"),
    [("ana", "ana"), ("ben,ana", "ana"), ("*@example.com", "ana@example.com"), ('"Ana Lima"', "Ana Lima")],
)
def test_a_listed_signer_is_believed(keys, signature, signers, by):
    allowed = "# who may sign\n" + signer_line(signers, keys / "ana", 'namespaces="test"')
    verify(MESSAGE, signature, namespace="test", signer=by, allowed_signers=allowed.encode())


@pytest.mark.parametrize("kind", ["ecdsa", "rsa"])
def test_other_kinds_of_keys(tmp_path, kind):
    key = make_key(tmp_path / "key", kind=kind)
    made = sign(MESSAGE, namespace="test", key_file=key, interactive=False)
    verify(MESSAGE, made, namespace="test", signer="ana", allowed_signers=signer_line("ana", key).encode())


def test_everyone_else_is_refused(keys, signature):
    listed = signer_line("ana", keys / "ana")
    stranger = "it is signed with a key that the allowed signers do not list for ana"
    assert refusal(signature, "") == stranger
    assert refusal(signature, signer_line("ana", keys / "ben")) == stranger
    assert refusal(signature, signer_line("ben", keys / "ana")) == stranger
    assert refusal(signature, signer_line("ana", keys / "ana", 'namespaces="git"')) == stranger
    assert refusal(signature, signer_line("ana", keys / "ana", 'valid-before="20200101"')) == stranger
    assert refusal(signature, "ana not-a-key AAAA\n\0\xff\n") == stranger
    assert refusal(signature, listed, by="ana\0").endswith("an argument that cannot be passed on")
    assert refusal(signature, listed, by="-O") == stranger.replace("ana", "-O")


def test_what_was_changed_is_refused(keys, signature):
    listed = signer_line("ana", keys / "ana")
    changed = "its signature does not fit what it says: it was changed after it was signed"
    assert refusal(signature, listed, message=MESSAGE + b" ") == changed
    assert "could not be read by ssh-keygen" in refusal(signature, listed, namespace="other")
    blob = bytearray(base64.b64decode(signature))
    blob[-1] ^= 1
    assert refusal(base64.b64encode(blob).decode(), listed) == changed


@pytest.mark.parametrize(
    "junk", ["", "AAAA", "A" * 44, "A" * 9000, "-----BEGIN SSH SIGNATURE-----", "\n" * 50, "é" * 50]
)
def test_junk_is_refused(keys, junk):
    message = refusal(junk, signer_line("ana", keys / "ana"))
    assert message.startswith("its signature ")


def test_the_key_that_signed_is_named_as_a_signers_file_writes_it(keys, signature):
    assert f"ana {public_key(signature)}\n" == signer_line("ana", keys / "ana")
    for junk in ("", "AAAA", "not base64", base64.b64encode(b"SSHSIG\0\0\0\1\xff\xff").decode()):
        with pytest.raises(ValueError, match="no SSH signature"):
            public_key(junk)


def test_a_key_that_cannot_sign(keys, tmp_path):
    locked = make_key(tmp_path / "locked", passphrase="correct horse")
    (tmp_path / "text").write_text("no key", encoding="ascii")
    for file, says in (
        (tmp_path / "none", "there is no such key file"),
        (tmp_path / "text", "could not sign with"),
        (locked, "could not sign with"),
    ):
        with pytest.raises(UsageError) as caught:
            sign(MESSAGE, namespace="test", key_file=file, interactive=False)
        assert says in caught.value.message


def test_nothing_of_the_working_directory_is_used(keys, signature, tmp_path, monkeypatch):
    """A relative PATH entry, and a config where one might be looked for, are the repository's."""
    trap = tmp_path / "ssh-keygen"
    trap.write_text("#!/bin/sh\necho ran > trapped\n", encoding="ascii")
    trap.chmod(trap.stat().st_mode | stat.S_IXUSR)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", "." + os.pathsep + os.environ["PATH"])
    message = refusal(signature, signer_line("ana", keys / "ana"))
    assert message == "ssh-keygen, which reads signatures, is not installed"
    assert not (tmp_path / "trapped").exists()
