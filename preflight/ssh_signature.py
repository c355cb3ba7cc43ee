"""Signatures by `ssh-keygen -Y sign` and `-Y verify`: no key management of our own, nothing to install.

It is run with our own arguments, in an empty directory and with our own files only: no configuration, and no
file of the repository under review. What is verified is a signature in base64, without the armour around it.
"""

import base64
import binascii
import os
import re
import shutil
import struct
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from preflight.errors import PreflightError, UsageError
from preflight.printable import printable

DEFAULT_KEYS: Final = ("id_ed25519", "id_ecdsa", "id_ed25519_sk", "id_ecdsa_sk", "id_rsa")
"""Files in `~/.ssh` that are signed with where none is named; the first that exists."""
_BEGIN: Final = "-----BEGIN SSH SIGNATURE-----"
_END: Final = "-----END SSH SIGNATURE-----"
_BASE64: Final = re.compile(r"[A-Za-z0-9+/]{40,8000}={0,2}")
_COLUMNS: Final = 70
_MAGIC: Final = b"SSHSIG"
_MISFIT: Final = b"incorrect signature"  # in ssh-keygen's words
_VERIFY_SECONDS: Final = 20.0
_SIGN_SECONDS: Final = 300.0  # a person may have to type a passphrase, or to touch a token

Done = subprocess.CompletedProcess[bytes]


class SignatureRefused(PreflightError):
    """A signature does not prove what it should; the message fits after "but"."""


def sign(message: bytes, *, namespace: str, key_file: Path, interactive: bool) -> str:
    """The signature of `message` in base64; `key_file` is a private key, or a public one whose other half an agent has.

    `interactive`: a passphrase may be asked for at the terminal. Raises UsageError.
    """
    command = ["-Y", "sign", "-n", namespace, "-f", os.path.abspath(key_file)]
    environment = os.environ if interactive else {**os.environ, "SSH_ASKPASS_REQUIRE": "never"}
    if not key_file.is_file():  # ssh-keygen would ask for a passphrase first
        raise UsageError(f"{printable(str(key_file))}: there is no such key file", hint="--sign-with FILE")
    done = _run(command, message, environment, seconds=_SIGN_SECONDS, detached=not interactive)
    text = done.stdout.decode("ascii", "replace").strip()
    body = text.removeprefix(_BEGIN).removesuffix(_END)
    if done.returncode or body == text:
        raise UsageError(
            f"ssh-keygen could not sign with {printable(str(key_file))}: {_complaint(done)}",
            hint="name another key with --sign-with FILE, or add this one to your agent: ssh-add FILE",
        )
    return "".join(body.split())


def verify(message: bytes, signature: str, *, namespace: str, signer: str, allowed_signers: bytes) -> None:
    """Returns when `signature` is that of `message` by a key listed for `signer`. Raises SignatureRefused if not.

    `allowed_signers` is the content of a file as ssh-keygen(1) describes it under ALLOWED SIGNERS.
    """
    if not _BASE64.fullmatch(signature):
        raise SignatureRefused("its signature is none that ssh-keygen writes")
    with tempfile.TemporaryDirectory(prefix="preflight-") as folder:
        place = Path(folder)
        _write(place / "signature", armoured(signature).encode("ascii"))
        _write(place / "allowed_signers", allowed_signers)
        what = ["-n", namespace, "-s", "signature"]
        done = _check(["-Y", "verify", *what, "-f", "allowed_signers", "-I", signer], message, place)
        if done.returncode == 0:
            return
        done = _check(["-Y", "check-novalidate", *what], message, place)
    if done.returncode == 0:
        raise SignatureRefused(f"it is signed with a key that the allowed signers do not list for {printable(signer)}")
    if _MISFIT in done.stderr:
        raise SignatureRefused("its signature does not fit what it says: it was changed after it was signed")
    raise SignatureRefused(f"its signature could not be read by ssh-keygen: {_complaint(done)}")


def public_key(signature: str) -> str:
    """The key that made `signature`, as an allowed-signers file writes it: `ssh-ed25519 AAAA…`. Raises ValueError.

    The layout is that of PROTOCOL.sshsig in OpenSSH: a magic word, a version, the public key.
    """
    try:
        blob = base64.b64decode(signature, validate=True)
        if not blob.startswith(_MAGIC):
            raise ValueError("no SSH signature")
        key = _string(blob, len(_MAGIC) + 4)
        return f"{_string(key, 0).decode('ascii')} {base64.b64encode(key).decode('ascii')}"
    except (binascii.Error, struct.error) as error:
        raise ValueError("no SSH signature") from error


def _string(blob: bytes, start: int) -> bytes:
    (length,) = struct.unpack_from(">I", blob, start)
    return blob[start + 4 : start + 4 + length]


def armoured(signature: str) -> str:
    """The signature as a file of its own, which ssh-keygen reads and writes."""
    lines = [signature[start : start + _COLUMNS] for start in range(0, len(signature), _COLUMNS)]
    return "\n".join((_BEGIN, *lines, _END, ""))


def _check(arguments: Sequence[str], message: bytes, place: Path) -> Done:
    environment = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    return _run(arguments, message, environment, seconds=_VERIFY_SECONDS, cwd=place)


def _run(
    arguments: Sequence[str],
    message: bytes,
    environment: Mapping[str, str],
    *,
    seconds: float,
    cwd: Path | None = None,
    detached: bool = True,
) -> Done:
    """Runs ssh-keygen to its end. `detached` from the terminal it can ask nobody anything."""
    try:
        return subprocess.run(
            [_executable(), *arguments],
            cwd=cwd,
            env={**environment, "LC_ALL": "C"},
            input=message,
            capture_output=True,
            timeout=seconds,
            check=False,
            start_new_session=detached,
        )
    except subprocess.TimeoutExpired:
        raise SignatureRefused(f"ssh-keygen gave no answer within {seconds:g} s") from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "an argument that cannot be passed on"
        raise SignatureRefused(f"ssh-keygen cannot be run: {reason}") from None


def _executable() -> str:
    """Absolute path of ssh-keygen; a hit in a relative PATH entry could be the repository's own program."""
    found = shutil.which("ssh-keygen")
    if found is None or not os.path.isabs(found):
        raise SignatureRefused(
            "ssh-keygen, which reads signatures, is not installed", hint="install OpenSSH's client, 8.1 or newer"
        )
    return found


def _complaint(done: Done) -> str:
    lines = [
        line for line in done.stderr.decode("utf-8", "replace").splitlines() if not line.startswith("Signing data")
    ]
    return printable(lines[0], limit=200) if lines else f"exit status {done.returncode}"


def _write(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        file.write(content)
