"""Whoever packed a repository, and however: what git can show, the walk finds."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from preflight.secrets.store.model import Kind, Rules
from preflight.secrets.store.prefilter import Prefilter
from preflight.secrets.store.workers import KILLED, can_fork
from tests.keys import runway_key
from tests.repos import TestRepo, make_repo
from tests.secrets.store.stores import EXHAUSTIVE, RULES, found, look, oracle


def git_dir(repo: TestRepo) -> Path:
    return repo.root / ".git"


def history(path: Path, *options: str) -> TestRepo:
    """A file that grows and changes, with keys that come and go, and keys in messages, tags and names."""
    repo = make_repo(path, *options)
    lines = [f"setting_{number} = {number * 7919 % 1000}" for number in range(120)]
    for step in range(12):
        lines[step * 9 % 120] = f"changed in step {step}"
        if step % 3 == 0:
            lines.insert(step * 5, f'token = "{runway_key(step)}"')
        if step % 4 == 3:
            lines = [line for line in lines if runway_key(step - 3) not in line]
        repo.commit({"settings.ini": "\n".join(lines) + "\n", f"other/{step}.txt": "text\n" * step})
    repo.commit(message=f"oops {runway_key(100)}")
    repo.commit({f"dir/{runway_key(101)}": "named after its key\n"})
    repo.git("tag", "-a", "-m", f"signed off with {runway_key(102)}", "v1")
    repo.git("rm", "-q", "settings.ini")
    repo.commit(message="gone")
    repo.git("branch", "side", "HEAD~5")
    repo.git("hash-object", "-w", "--stdin", stdin=f"dangling {runway_key(103)}".encode())
    return repo


def loose(repo: TestRepo) -> None:
    assert not list((git_dir(repo) / "objects" / "pack").iterdir())


def packed(*options: str, settings: tuple[str, ...] = ()) -> Callable[[TestRepo], None]:
    def pack(repo: TestRepo) -> None:
        configured = [part for setting in settings for part in ("-c", setting)]
        repo.git(*configured, "repack", "-adfkq", *options)

    return pack


def two_packs_of_the_same(repo: TestRepo) -> None:
    repo.git("repack", "-adkq")
    (pack,) = (git_dir(repo) / "objects" / "pack").glob("*.pack")
    for suffix in (".pack", ".idx"):
        copy = pack.with_name("pack-" + "0" * 40 + suffix)
        copy.write_bytes(pack.with_suffix(suffix).read_bytes())


def several_packs(repo: TestRepo) -> None:
    """One pack for each of three stretches of the history, and some loose objects."""
    for revision in ("HEAD~10", "HEAD~5", "HEAD~2"):
        repo.git("update-ref", "refs/heads/part", revision)
        repo.git("pack-objects", "--revs", "-q", ".git/objects/pack/pack", stdin=b"refs/heads/part\n")
        repo.git("prune-packed", "-q")
    repo.git("update-ref", "-d", "refs/heads/part")


def multi_pack_index(repo: TestRepo) -> None:
    several_packs(repo)
    repo.git("multi-pack-index", "write")


def large_offsets(repo: TestRepo) -> None:
    """An index as for a pack of more than 2 GiB."""
    repo.git("repack", "-adkq")
    (pack,) = (git_dir(repo) / "objects" / "pack").glob("*.pack")
    pack.with_suffix(".idx").unlink()
    repo.git("index-pack", "--index-version=2,0x40", str(pack))


PACKINGS = {
    "loose": loose,
    "packed": packed(),
    "deep deltas": packed("--window=250", "--depth=250"),
    "no deltas": packed("--window=0"),
    "bases by id": packed("--window=50", settings=("repack.useDeltaBaseOffset=false",)),
    "not compressed": packed(settings=("pack.compression=0",)),
    "compressed hard": packed(settings=("pack.compression=9",)),
    "index version 1": packed(settings=("pack.indexVersion=1",)),
    "offsets of 64 bits": large_offsets,
    "the same pack twice": two_packs_of_the_same,
    "several packs": several_packs,
    "multi-pack-index": multi_pack_index,
}


@pytest.mark.parametrize("packing", PACKINGS)
@pytest.mark.parametrize("object_format", ["sha1", "sha256"])
def test_what_git_shows_is_found(tmp_path, packing, object_format):
    repo = history(tmp_path / "repo", f"--object-format={object_format}")
    PACKINGS[packing](repo)
    expected = oracle(git_dir(repo))
    assert len({key for keys in expected.values() for key in keys}) == 8

    for rules in (RULES, EXHAUSTIVE):
        for jobs in (1, 2):
            walked = look(git_dir(repo) / "objects", rules=rules, jobs=jobs)
            assert found(walked) == expected
            assert walked.incomplete == ()


def test_a_multi_pack_index_stands_in_for_lost_indexes(tmp_path):
    repo = history(tmp_path / "repo")
    multi_pack_index(repo)
    expected = oracle(git_dir(repo))
    for index in (git_dir(repo) / "objects" / "pack").glob("*.idx"):
        index.unlink()

    walked = look(git_dir(repo) / "objects")

    assert found(walked) == expected
    assert walked.incomplete == ()


def test_counts_tell_what_was_looked_at(tmp_path):
    repo = history(tmp_path / "repo")
    several_packs(repo)
    count = dict(line.split(": ") for line in repo.git("count-objects", "-v").decode().splitlines())

    stats = look(git_dir(repo) / "objects").stats

    assert (stats.loose, stats.packs) == (int(count["count"]), int(count["packs"]))
    assert stats.objects == int(count["count"]) + int(count["in-pack"])
    assert stats.bytes > 10_000


def test_kinds_of_objects_are_told(tmp_path):
    repo = history(tmp_path / "repo")
    repo.git("repack", "-adkq")

    walked = look(git_dir(repo) / "objects")

    kinds = {one.told.kind: set(one.told.hits) for one in walked.found if one.told.kind is not Kind.BLOB}
    assert kinds == {
        Kind.COMMIT: {runway_key(100).encode()},
        Kind.TREE: {runway_key(101).encode()},
        Kind.TAG: {runway_key(102).encode()},
    }


def test_a_fetched_pack_has_its_bases_appended(tmp_path):
    """What `git fetch` stores: deltas by id, to bases that come later in the pack."""
    origin = history(tmp_path / "origin")
    lines = origin.git("show", "HEAD~1:settings.ini").decode()
    clone = make_repo(tmp_path / "clone")
    clone.git("config", "fetch.unpackLimit", "1")
    clone.git("fetch", "-q", str(origin.root), "main")
    origin.commit({"settings.ini": f"{lines}late = {runway_key(7)}\n"})
    clone.git("fetch", "-q", str(origin.root), "main")
    packs = list((git_dir(clone) / "objects" / "pack").glob("*.pack"))
    assert len(packs) == 2

    walked = look(git_dir(clone) / "objects")

    assert found(walked) == oracle(git_dir(clone))
    assert runway_key(7).encode() in set().union(*found(walked).values())
    assert walked.incomplete == ()


def test_an_empty_repository_has_nothing(tmp_path):
    walked = look(git_dir(make_repo(tmp_path)) / "objects")

    assert (walked.found, walked.incomplete, walked.stats.objects) == ((), (), 0)


def test_packs_of_a_promisor_are_said(tmp_path):
    repo = history(tmp_path / "repo")
    repo.git("repack", "-adkq")
    (pack,) = (git_dir(repo) / "objects" / "pack").glob("*.pack")
    assert not look(git_dir(repo) / "objects").promised

    pack.with_suffix(".promisor").touch()

    assert look(git_dir(repo) / "objects").promised


def test_progress_ends_where_it_should(tmp_path):
    from preflight.secrets.store.walker import walk

    repo = history(tmp_path / "repo")
    repo.git("repack", "-adkq")
    (pack,) = (git_dir(repo) / "objects" / "pack").glob("*.pack")
    steps = []

    walk(git_dir(repo) / "objects", RULES, progress=lambda done, total: steps.append((done, total)))

    assert steps
    done, total = steps[-1]
    assert 0 < done <= total == pack.stat().st_size


@pytest.mark.skipif(not can_fork(), reason="no fork here")
def test_a_worker_that_is_killed_is_told_and_nothing_else(tmp_path):
    repo = history(tmp_path / "repo")
    repo.git("repack", "-adkq")

    walked = look(git_dir(repo) / "objects", rules=Rules(Prefilter(), lambda _: os.kill(os.getpid(), 9)), jobs=2)

    assert walked.incomplete == (KILLED,)
