"""Decoders: each takes a stretch of text and yields what it holds under one kind of wrapping."""

from preflight.secrets.decode.b64 import base64
from preflight.secrets.decode.decoded import Decoded, Locate
from preflight.secrets.decode.escapes import escapes, quoted_printable
from preflight.secrets.decode.hexadecimal import hexadecimal
from preflight.secrets.decode.joined import Joined, joined
from preflight.secrets.decode.wide import wide

__all__ = [
    "Decoded",
    "Joined",
    "Locate",
    "base64",
    "escapes",
    "hexadecimal",
    "joined",
    "quoted_printable",
    "wide",
]
