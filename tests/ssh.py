"""SSH keys made when a test runs, and a mark for tests that need the real ssh-keygen."""

import shutil
import subprocess
from pathlib import Path

import pytest

needs_ssh_keygen = pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="ssh-keygen is not installed")


def make_key(path: Path, *, kind: str = "ed25519", passphrase: str = "") -> Path:
    """The private key's file; the public one stands beside it."""
    command = ["ssh-keygen", "-q", "-t", kind, "-N", passphrase, "-C", "", "-f", str(path)]
    subprocess.run(command, check=True, capture_output=True, stdin=subprocess.DEVNULL)
    return path


def signer_line(who: str, key_file: Path, options: str = "") -> str:
    """A line of an allowed-signers file."""
    public = key_file.with_name(f"{key_file.name}.pub").read_text(encoding="ascii").split()
    return " ".join(word for word in (who, options, *public[:2]) if word) + "\n"
