"""Adversarial histories: keys damaged, cut, split and re-joined, and packed with random windows.

A key may stand in an object whose stored delta holds none of it. One seed makes one history, always.
"""

import os
import random
import subprocess
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

_HEX: Final = "0123456789abcdef"
_WORDS: Final = ("alpha", "beta", "return", "import", "value", "config", "self", "print", "token", "client")
_COMMITS: Final = 40
_FILES: Final = 4


def build(path: Path, *, seed: int) -> None:
    """Makes a bare repository with the history of `seed` at `path`, repacked at random."""
    chance = random.Random(seed)
    run_git("init", "--quiet", "--bare", str(path))
    run_git("-C", str(path), "fast-import", "--quiet", "--force", stdin=map(str.encode, _stream(chance)))
    window, depth = chance.choice((2, 5, 10, 50, 250)), chance.choice((1, 3, 10, 50, 250))
    offsets = chance.choice(("true", "true", "false"))
    run_git(
        "-C", str(path), "-c", f"repack.useDeltaBaseOffset={offsets}", "-c", "pack.threads=1",
        "repack", "-adfq", f"--window={window}", f"--depth={depth}",
    )  # fmt: skip


def run_git(*arguments: str, stdin: Iterable[bytes] = ()) -> bytes:
    """Stdout of a git that reads no settings of this machine; `stdin` is written chunk by chunk."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    env = {**kept, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, "LC_ALL": "C"}
    with subprocess.Popen(["git", *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=env) as process:
        assert process.stdin
        assert process.stdout
        with process.stdin:
            process.stdin.writelines(stdin)
        output = process.stdout.read()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, ["git", *arguments])
    return output


@dataclass(slots=True)
class _File:
    """Lines of text, some of them keys in the making."""

    chance: random.Random
    lines: list[str] = field(default_factory=list)
    scraps: list[str] = field(default_factory=list)
    """What was cut off, to be put back some day."""

    def prose(self) -> str:
        return " ".join(self.chance.choices(_WORDS, k=self.chance.randint(3, 9)))

    def pick(self, wanted: Callable[[str], bool]) -> int | None:
        places = [number for number, line in enumerate(self.lines) if wanted(line)]
        return self.chance.choice(places) if places else None


def _stream(chance: random.Random) -> Iterator[str]:
    files = [_File(chance) for _ in range(_FILES)]
    for file in files:
        file.lines = [file.prose() for _ in range(chance.randint(5, 60))]
    for commit in range(_COMMITS):
        yield f"commit refs/heads/main\ncommitter T <t@example.com> {1_700_000_000 + commit} +0000\n"
        yield _data(f"change {commit}")
        for number, file in enumerate(files):
            for _ in range(chance.randint(0, 3)):
                chance.choice(_EDITS)(file)
            yield f"M 100644 inline f{number}.txt\n"
            yield _data("\n".join(file.lines) + "\n")


def _data(text: str) -> str:
    return f"data {len(text)}\n{text}\n"


def _has_hex(line: str) -> bool:
    return sum(character in _HEX for character in line) > 60


def _add(file: _File) -> None:
    key = "key" + "_" + "".join(file.chance.choices(_HEX, k=128))
    form = file.chance.choice(("{}", "KEY={}", 'token = "{}"', "x{}y", "  - {}"))
    file.lines.insert(file.chance.randint(0, len(file.lines)), form.format(key))


def _prose(file: _File) -> None:
    file.lines.insert(file.chance.randint(0, len(file.lines)), file.prose())


def _damage(file: _File) -> None:
    """One character of a key is spoilt, or mended."""
    number = file.pick(_has_hex)
    if number is not None:
        line = file.lines[number]
        at = file.chance.randrange(len(line))
        file.lines[number] = line[:at] + file.chance.choice("xyz-#") + line[at + 1 :]


def _mend(file: _File) -> None:
    number = file.pick(lambda line: _has_hex(line) and any(spoilt in line for spoilt in "xz-#"))
    if number is not None:
        line = file.lines[number]
        mended = "".join(file.chance.choice(_HEX) if character in "xz-#" else character for character in line)
        file.lines[number] = mended


def _insert(file: _File) -> None:
    number = file.pick(_has_hex)
    if number is not None:
        line = file.lines[number]
        at = file.chance.randrange(len(line))
        file.lines[number] = line[:at] + file.chance.choice((" ", "\n", '" + "', "\\\n", "a7")) + line[at:]


def _join(file: _File) -> None:
    """A split key becomes whole."""
    text = "\n".join(file.lines)
    joint = file.chance.choice(('" + "', "\\\n", " ", "\n"))
    places = [at for at in range(len(text)) if text.startswith(joint, at) and _between_hex(text, at, len(joint))]
    if places:
        at = file.chance.choice(places)
        file.lines = (text[:at] + text[at + len(joint) :]).split("\n")


def _between_hex(text: str, at: int, length: int) -> bool:
    before, after = text[max(0, at - 4) : at], text[at + length : at + length + 4]
    return len(before) == len(after) == 4 and all(character in _HEX + "key_" for character in before + after)


def _cut(file: _File) -> None:
    number = file.pick(_has_hex)
    if number is not None:
        line = file.lines[number]
        at = file.chance.randrange(len(line))
        file.scraps.append(line[at:])
        file.lines[number] = line[:at]


def _restore(file: _File) -> None:
    if file.scraps and file.lines:
        scrap = file.scraps.pop(file.chance.randrange(len(file.scraps)))
        number = file.chance.randrange(len(file.lines))
        target = file.pick(lambda line: line[-4:].strip(_HEX) == "" and len(line) > 8)
        if target is not None and file.chance.random() < 0.8:
            number = target
        file.lines[number] += scrap


def _strip(file: _File) -> None:
    """The prefix goes, or comes back."""
    number = file.pick(lambda line: "key" + "_" in line)
    if number is not None:
        file.lines[number] = file.lines[number].replace("key" + "_", "", 1)


def _prefix(file: _File) -> None:
    number = file.pick(lambda line: _has_hex(line) and "key" + "_" not in line)
    if number is not None:
        line = file.lines[number]
        at = next((at for at in range(len(line)) if line[at : at + 16].strip(_HEX) == ""), 0)
        file.lines[number] = line[:at] + "key" + "_" + line[at:]


def _swap(file: _File) -> None:
    """Two keys exchange their tails."""
    first, second = file.pick(_has_hex), file.pick(_has_hex)
    if first is not None and second is not None and first != second:
        one, other = file.lines[first], file.lines[second]
        at = file.chance.randrange(min(len(one), len(other)))
        file.lines[first], file.lines[second] = one[:at] + other[at:], other[:at] + one[at:]


def _move(file: _File) -> None:
    if len(file.lines) > 1:
        line = file.lines.pop(file.chance.randrange(len(file.lines)))
        file.lines.insert(file.chance.randint(0, len(file.lines)), line)


def _remove(file: _File) -> None:
    if len(file.lines) > 5:
        file.lines.pop(file.chance.randrange(len(file.lines)))


_EDITS: Final = (
    _add, _prose, _prose, _damage, _mend, _insert, _join, _join,
    _cut, _restore, _strip, _prefix, _swap, _move, _remove,
)  # fmt: skip
