"""What exactly is signed when an attestation is: every field of it, in one form that never varies."""

import json
from typing import Final

from preflight.attestations.model import Attestation

_HEADING: Final = "preflight attestation, version 1"


def signed_text(one: Attestation) -> bytes:
    """ASCII: a heading, and all fields but the signature as one line of JSON with sorted names."""
    expires = one.expires.isoformat() if one.expires else one.unreadable_expiry
    fields = {
        "check": one.check,
        "provider": one.provider,
        "by": one.by,
        "date": one.on.isoformat(),
        "expires": expires,
        "evidence": one.evidence,
        "note": one.note,
        "failed": one.failed,
        "bound": one.bound,
        "values": {name: str(value) for name, value in one.values.items()},
    }
    return f"{_HEADING}\n{json.dumps(fields, sort_keys=True)}\n".encode("ascii")
