"""What the tests of the object store share: a rule, an oracle, and packs made by hand."""

import hashlib
import io
import re
import struct
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from bench.histories import run_git
from preflight.secrets.store.model import Piece, Rules, Walk
from preflight.secrets.store.prefilter import Prefilter
from preflight.secrets.store.walker import walk

KEY = re.compile(rb"key_[0-9a-f]{128}(?![0-9a-f])")
BLOB, TREE, OFS, REF = 3, 2, 6, 7


@dataclass(frozen=True)
class Examined:
    hits: tuple[bytes, ...]
    incomplete: tuple[str, ...] = ()


def examine(piece: Piece) -> Examined:
    """The plainest of rules."""
    return Examined(tuple(KEY.findall(piece.data)))


RULES = Rules(Prefilter(), examine)
EXHAUSTIVE = Rules(Prefilter(), examine, exhaustive=True)


def look(objects: Path, *, rules: Rules[bytes] = RULES, jobs: int = 1) -> Walk[bytes]:
    return walk(objects, rules, jobs=jobs)


def found(walked: Walk[bytes]) -> dict[str, set[bytes]]:
    """Keys by object id."""
    keys: dict[str, set[bytes]] = {}
    for one in walked.found:
        keys.setdefault(one.oid, set()).update(one.told.hits)
    return keys


def oracle(git_dir: Path) -> dict[str, set[bytes]]:
    """Keys by object id, as git itself shows the objects."""
    keys: dict[str, set[bytes]] = {}
    content = io.BytesIO(run_git("-C", str(git_dir), "cat-file", "--batch-all-objects", "--batch"))
    while header := content.readline():
        oid, _, size = header.split()
        if here := set(KEY.findall(content.read(int(size) + 1))):
            keys[oid.decode()] = here
    return keys


def entry(kind: int, content: bytes, *, base: bytes = b"", size: int | None = None, level: int = 6) -> bytes:
    """A pack entry; `base` is an encoded distance or an id, `size` what it claims to inflate to."""
    left = len(content) if size is None else size
    byte, left = kind << 4 | left & 0x0F, left >> 4
    header = bytearray()
    while left:
        header.append(byte | 0x80)
        byte, left = left & 0x7F, left >> 7
    header.append(byte)
    return bytes(header) + base + zlib.compress(content, level)


def distance(value: int) -> bytes:
    """The offset of a base, encoded."""
    encoded = [value & 0x7F]
    while value := value >> 7:
        value -= 1
        encoded.insert(0, value & 0x7F | 0x80)
    return bytes(encoded)


def number(value: int) -> bytes:
    """A size in a delta."""
    encoded = bytearray()
    while value > 0x7F:
        encoded.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*encoded, value])


def copy(begin: int, length: int) -> bytes:
    return b"\xff" + struct.pack("<I", begin) + length.to_bytes(3, "little")


def insert(text: bytes) -> bytes:
    return b"".join(bytes([len(text[at : at + 127])]) + text[at : at + 127] for at in range(0, len(text), 127))


def delta(base_size: int, size: int, *instructions: bytes) -> bytes:
    return number(base_size) + number(size) + b"".join(instructions)


def oid_of(kind: str, content: bytes) -> bytes:
    return hashlib.sha1(b"%s %d\0%s" % (kind.encode(), len(content), content)).digest()


def write_pack(objects: Path, entries: Iterable[bytes], *, ids: Iterable[bytes] = ()) -> Path:
    """A pack of raw entries with its index; ids that are not given are made up."""
    body = b"PACK" + struct.pack(">II", 2, 0)
    offsets = []
    for raw in entries:
        offsets.append(len(body))
        body += raw
    body = body[:8] + struct.pack(">I", len(offsets)) + body[12:]
    names = [*ids]
    names += [hashlib.sha1(b"made up %d" % n).digest() for n in range(len(names), len(offsets))]
    path = objects / "pack" / "pack-0123456789abcdef0123456789abcdef01234567.pack"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body + hashlib.sha1(body).digest())
    write_index(path.with_suffix(".idx"), dict(zip(names, offsets, strict=True)))
    return path


def write_index(path: Path, offsets: Mapping[bytes, int]) -> None:
    """A version 2 index."""
    names = sorted(offsets)
    fan_out = [sum(name[0] <= first for name in names) for first in range(256)]
    path.write_bytes(
        b"\xfftOc"
        + struct.pack(">I256I", 2, *fan_out)
        + b"".join(names)
        + bytes(4 * len(names))
        + b"".join(struct.pack(">I", offsets[name]) for name in names)
        + bytes(40)
    )
