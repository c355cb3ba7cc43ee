"""A repository with keys in every kind of place, decoys, and a truth file.

    python -m bench.corpus PATH --size small|medium|large [--seed N]

One seed and size make the same objects, always. The truth, beside the repository, names keys as reports do.
"""

import argparse
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from bench.filler import Filler, Size
from bench.histories import run_git
from bench.local import hide_locally
from bench.places import DECOYS, FILES, make_key
from preflight.redact import redact

SIZES: Final = {
    "small": Size(commits=200, files=120, lines=80, packages=60),
    "medium": Size(commits=4000, files=400, lines=300, packages=600),
    "large": Size(commits=12_000, files=900, lines=700, packages=4000),
}
_EPOCH: Final = 1_700_000_000
_REFS: Final = {
    "other-branch": "refs/heads/side",
    "remote-branch": "refs/remotes/origin/topic",
    "pull-request": "refs/pull/7/head",
    "notes": "refs/notes/commits",
    "orphan-branch": "refs/heads/gh-pages",
}


class Corpus:
    """The history of one seed and size."""

    def __init__(self, *, size: str, seed: int) -> None:
        self._size = SIZES[size]
        self._chance = random.Random(f"{seed}/{size}")
        self._clock = _EPOCH
        self.truth: list[dict[str, str]] = []

    def build(self, path: Path) -> Path:
        """Makes the repository at `path`; answers with the path of its truth file."""
        run_git("init", "--quiet", "--initial-branch=main", str(path))
        run_git("-C", str(path), "fast-import", "--quiet", stdin=self._stream())
        run_git("-C", str(path), "reset", "--quiet", "--hard")
        run_git("-C", str(path), "repack", "-adfq", "--window=10", "--depth=50")
        hide_locally(path, self._key)
        truth = path.with_name(path.name + ".truth.json")
        truth.write_text(json.dumps(self.truth, indent=1) + "\n", encoding="utf-8")
        return truth

    def _key(self, place: str) -> str:
        key = make_key(self._chance)
        self.truth.append({"place": place, "key": redact(key)})
        return key

    def _stream(self) -> Iterator[bytes]:
        filler = Filler(self._chance, self._size)
        yield from self._commit("start", filler.everything())
        plants = {number * self._size.commits // len(FILES): place for number, place in enumerate(FILES)}
        for number in range(1, self._size.commits):
            yield from self._commit(f"change {number}", filler.change(number))
            if place := plants.get(number):
                yield from self._planted(place)
        decoys = [write(self._chance) for write in DECOYS.values()]
        yield from self._commit("decoys", decoys)
        yield from self._metadata()
        yield from self._commit("ref name", [], ref=f"refs/heads/{self._key('ref-name')}")
        yield from self._commit("mail", [], author=f"Somebody <{self._key('author-mail')}@example.com>")
        for place, ref in _REFS.items():
            yield from self._commit(place, [("only-here.txt", self._key(place).encode())], ref=ref)

    def _planted(self, place: str) -> Iterator[bytes]:
        """Twice: once to stay in the tree, once to be removed again."""
        path, content = FILES[place](self._key(f"tree/{place}"))
        yield from self._commit(f"add {place}", [(path, content)])
        path, content = FILES[place](self._key(f"history/{place}"))
        yield from self._commit(f"add old {place}", [(f"old/{path}", content)])
        yield from self._commit(f"remove old {place}", [], remove=f"old/{path}")

    def _metadata(self) -> Iterator[bytes]:
        yield from self._commit(f"set {self._key('commit-message')} by mistake", [])
        yield from self._commit("named", [], author=f"Somebody {self._key('author-name')} <s@example.com>")
        yield from self._commit("linked", [], link=("link", f"/run/secrets/{self._key('symlink')}"))
        message = f"release with {self._key('tag-message')}".encode()
        yield b"tag v1\nfrom refs/heads/main\ntagger T <t@example.com> %d +0000\n" % self._clock
        yield b"data %d\n%s\n" % (len(message), message)

    def _commit(
        self,
        message: str,
        files: "Iterator[tuple[str, bytes]] | list[tuple[str, bytes]]",
        *,
        ref: str = "refs/heads/main",
        author: str = "T <t@example.com>",
        remove: str = "",
        link: tuple[str, str] | None = None,
    ) -> Iterator[bytes]:
        self._clock += 60
        yield f"commit {ref}\nauthor {author} {self._clock} +0000\n".encode()
        yield f"committer T <t@example.com> {self._clock} +0000\n".encode()
        yield b"data %d\n%s\n" % (len(message.encode()), message.encode())
        for path, content in files:
            yield b"M 100644 inline %s\ndata %d\n" % (_quoted(path), len(content))
            yield content
            yield b"\n"
        if link:
            yield b"M 120000 inline %s\ndata %d\n%s\n" % (_quoted(link[0]), len(link[1]), link[1].encode())
        if remove:
            yield b"D %s\n" % _quoted(remove)


def _quoted(path: str) -> bytes:
    return b'"' + path.encode().replace(b"\\", b"\\\\").replace(b'"', b'\\"').replace(b"\t", b"\\t") + b'"'


def main() -> None:
    """Builds one corpus and says where its truth is."""
    parser = argparse.ArgumentParser(prog="python -m bench.corpus", description=__doc__.splitlines()[0])
    parser.add_argument("path", type=Path)
    parser.add_argument("--size", choices=SIZES, default="small")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    corpus = Corpus(size=options.size, seed=options.seed)
    truth = corpus.build(options.path)
    print(f"{options.path}: {len(corpus.truth)} keys planted, truth in {truth}")


if __name__ == "__main__":
    main()
