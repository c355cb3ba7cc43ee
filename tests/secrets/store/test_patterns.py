"""With and without Hyperscan, the same contents are marked."""

import re
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preflight.secrets.store import expressions
from preflight.secrets.store.contents import Contents
from preflight.secrets.store.patterns import Patterns

STEMS = [b"ke" + b"y_", b"app_"]
LITERALS = [b"rt_" + b"live_", b"rt_" + b"test_", b"app-secret:", b"\x00\xff."]
WORDS = [b"gptbots", b"GPTBots", b"caf\xc3\xa9", b"a+b\0"]
EXPRESSIONS = [
    expressions.GZIP_IN_BASE64,
    *map(expressions.possibly_split, STEMS),
    *(expressions.possibly_cut(start, some) for start, some in expressions.by_beginning(LITERALS).items()),
    *map(expressions.any_of, expressions.by_beginning(WORDS).values()),
    expressions.cut_inside({**{stem: [stem] for stem in STEMS}, **expressions.by_beginning(LITERALS)}),
]
FRAGMENTS = [
    *STEMS, *LITERALS, *WORDS, b"H4sIAAAA", b"ke", b"key", b"_", b"y_", b'"', b"'", b"`", b'" + "', b'"\n  f"', b"\\",
    b"${", b"0123abcd", b"0123", b"ABCDEF", b"rt_", b"live", b"\x7f", b"\x01", b"\x20", b"\x80", b"\n", b"x" * 124,
    b"x" * 125, b"x" * 126, b"\n" * 3,
]  # fmt: skip
CONTENTS = st.lists(st.lists(st.sampled_from(FRAGMENTS) | st.binary(max_size=3), max_size=8).map(b"".join), max_size=6)


def marked(contents, *, at_once):
    patterns = Patterns(EXPRESSIONS)
    if at_once:
        pytest.importorskip("hyperscan")
        patterns.prepare()
    searched = Contents(contents)
    patterns.mark(searched)
    return searched.marked


def deserving(contents):
    """By the definition: one by one."""
    patterns = [re.compile(expression) for expression in EXPRESSIONS]
    return {number for number, one in enumerate(contents) if any(pattern.search(one) for pattern in patterns)}


@given(CONTENTS)
@pytest.mark.parametrize("at_once", [False, True], ids=["re", "Hyperscan"])
def test_every_content_with_a_match_is_marked(at_once, contents):
    found = marked(contents, at_once=at_once)

    assert deserving(contents) <= found
    # A match may also reach over the end of a content, from or into its neighbour.
    assert all(deserving([b"\n".join(contents[max(0, n - 1) : n + 2])]) for n in found)


@given(CONTENTS.map(b"".join))
@pytest.mark.parametrize("at_once", [False, True], ids=["re", "Hyperscan"])
def test_of_one_content_exactly_that(at_once, content):
    assert marked([content], at_once=at_once) == deserving([content])


def test_hyperscan_is_used_where_it_is_installed(monkeypatch):
    hyperscan = pytest.importorskip("hyperscan")
    compiled = []

    class Watched(hyperscan.Database):
        def compile(self, *args, **options):
            compiled.append(options["expressions"])
            super().compile(*args, **options)

    monkeypatch.setattr(hyperscan, "Database", Watched)
    patterns = Patterns(EXPRESSIONS, alone_for=100)
    for size in (60, 60, 60):
        patterns.mark(Contents([b"x" * size]))

    assert compiled == [tuple(EXPRESSIONS)]


@pytest.mark.parametrize("why", ["not installed", "not for this processor"])
def test_without_hyperscan_all_goes_on(why, monkeypatch):
    if why == "not installed":
        monkeypatch.setitem(sys.modules, "hyperscan", None)
    else:
        hyperscan = pytest.importorskip("hyperscan")

        class Refusing:
            def compile(self, **options):
                raise hyperscan.ArchitectureError

        monkeypatch.setattr(hyperscan, "Database", Refusing)
    patterns = Patterns(EXPRESSIONS)
    patterns.prepare()
    searched = Contents([b"nothing", b"gptbots"])
    patterns.mark(searched)

    assert searched.marked == {1}
