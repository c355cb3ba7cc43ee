"""`--sign`: an attestation signed with the person's SSH key, and proved to count before it is kept."""

import sys
from dataclasses import replace
from pathlib import Path

from preflight.attestations.model import Attestation
from preflight.attestations.signed_text import signed_text
from preflight.errors import UsageError
from preflight.facts.attested import ALLOWED_SIGNERS, NAMESPACE, allowed_signers
from preflight.files import name_of
from preflight.printable import printable
from preflight.ssh_signature import DEFAULT_KEYS, SignatureRefused, public_key, sign, verify
from preflight.terminal import is_terminal


def signed(one: Attestation, key_file: Path | None, base: Path, *, no_input: bool) -> Attestation:
    """`one`, signed with `key_file`, else with the person's usual key. Raises UsageError if that would not count."""
    interactive = not no_input and is_terminal(sys.stdin) and is_terminal(sys.stderr)
    message = signed_text(one)
    signature = sign(message, namespace=NAMESPACE, key_file=key_file or usual_key(), interactive=interactive)
    signers = allowed_signers(base)
    try:
        if signers is None:
            raise SignatureRefused("nobody is allowed to sign yet")
        verify(message, signature, namespace=NAMESPACE, signer=one.by, allowed_signers=signers)
    except SignatureRefused as error:
        place = name_of(base / ALLOWED_SIGNERS)
        raise UsageError(
            f"the signature would not count: {error.message}",
            hint=error.hint or f"commit this line in {place}, reviewed by someone else:\n\n{_line(one.by, signature)}",
        ) from None
    return replace(one, signature=signature)


def usual_key() -> Path:
    """The first of the person's own keys. Raises UsageError where there is none."""
    folder = Path.home() / ".ssh"
    for name in DEFAULT_KEYS:
        if (folder / name).is_file():
            return folder / name
    raise UsageError("--sign: there is no SSH key in ~/.ssh", hint="name one: --sign-with FILE")


def _line(by: str, signature: str) -> str:
    """The line of an allowed-signers file that would make it count."""
    name = f'"{by}"' if any(char.isspace() for char in by) else by
    return f'{printable(name)} namespaces="{NAMESPACE}" {public_key(signature)}'
