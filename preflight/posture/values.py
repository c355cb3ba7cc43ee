"""What a value that is set for a key is: a key, a reference to one, or a place to put one."""

import re
from enum import StrEnum
from typing import Final

from preflight.posture.naming import Naming
from preflight.secrets.plausibility import plausible

# What stands for a value that is somewhere else: `${NAME}`, `{{ .Values.key }}`, `op://…`, `!Ref x`, a path; or what
# only its owner can read: `ENC[…]`, `encrypted:…`.
_REFERENCE: Final = re.compile(
    r"""[$!*@%/]|\{\{|<<|ENC\[|encrypted:|op://|vault:|ref\+|secret://|sm://|gcpsm://|awssm://|arn:|projects/|keyring:|file:"""
    r"""|(?:var|local|data|module|secrets|vars|env|inputs|params|process|os|config|Deno|import)\.""",
    re.IGNORECASE,
)
_CALL: Final = re.compile(r"[A-Za-z_][\w.]*\s*[(\[]")
_EXAMPLE: Final = re.compile(
    r"your|change[-_ ]?me|replace|example|placeholder|todo|dummy|fake|insert|paste|_here\b"
    r"|x{3,}|\*{3,}|\.{3}|…|<[^>]*>",
    re.IGNORECASE,
)
_TOKEN: Final = re.compile(r"[0-9A-Za-z_.~+/=-]{16,512}")
_DISTINCT: Final = 10


class Value(StrEnum):
    """What stands where a key would."""

    KEY = "key"
    """It has the documented form of a vendor's keys."""
    LIKELY = "likely"
    """It looks drawn at random."""
    REFERENCE = "reference"
    """It says where the key is, or hides it from all but its owner."""
    PLACEHOLDER = "placeholder"
    """Nothing, or what a person typed as an example."""


def value_of(text: str, naming: Naming) -> Value:
    """Judges a value, quotes and blanks around it removed."""
    if naming.well_shaped(text):
        return Value.KEY
    if _REFERENCE.match(text) or _CALL.match(text):
        return Value.REFERENCE
    if not _TOKEN.fullmatch(text) or _EXAMPLE.search(text):
        return Value.PLACEHOLDER
    return Value.LIKELY if plausible(text.encode(), distinct=_DISTINCT, kinds=2) else Value.PLACEHOLDER
