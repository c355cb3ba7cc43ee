"""A tree of files as a value."""

import pytest

from preflight.tree.model import File, Tree, Unread, numbered
from preflight.verdict import Confidence, Where

TREE = Tree.of(
    {"src/a.py": "import runwayml\n", "src/b.ts": "// RUNWAY\n", "c.py": "print()\n", ".env": "A=1\n"},
    ignored=[".env"],
    untracked=["src/b.ts"],
    world_readable=[".env"],
)


def test_a_tree_is_made_in_one_line():
    flags = {file.path: (file.tracked, file.ignored, file.world_readable) for file in TREE.files}
    assert flags == {
        ".env": (False, True, True),
        "c.py": (True, False, False),
        "src/a.py": (True, False, False),
        "src/b.ts": (False, False, False),
    }


def test_without_git_nothing_is_tracked():
    (file,) = Tree.of({".env": "A=1\n"}, is_git=False).files
    assert (file.tracked, file.ignored) == (False, False)


@pytest.mark.parametrize(
    ("words", "suffixes", "found"),
    [
        ((b"runway",), (), ["src/a.py", "src/b.ts"]),
        ((b"RunwayML",), (), ["src/a.py"]),
        ((b"runway",), (".ts", ".js"), ["src/b.ts"]),
        ((b"a=1",), (), [".env"]),
        ((b"print",), (), []),
    ],
)
def test_files_are_found_by_what_they_speak_of(words, suffixes, found):
    assert [file.path for file in TREE.containing(*words, suffixes=suffixes)] == found


def test_it_knows_which_paths_there_are():
    assert TREE.has("c.py")
    assert not TREE.has("src")


def test_gaps_are_those_of_the_wanted_paths_and_of_all():
    tree = Tree.of({}, unread=[Unread("could not be read", "a.env"), Unread("too large", "b.js"), Unread("git failed")])
    assert tree.gaps(lambda path: path.endswith(".env")) == ("a.env: could not be read", "git failed")


def test_a_finding_has_its_place_in_characters_and_its_line_as_fingerprint():
    file = File(path="a.ts", content=b"one\n\xc3\xa9\xc3\xa9 RUNWAY_KEY\r\n")
    finding = file.finding(
        "rule", file.text.index("RUNWAY"), what="RUNWAY_KEY", note="look", confidence=Confidence.POSSIBLE
    )
    assert (finding.line, finding.column, finding.where, finding.note) == (2, 4, Where.WORKTREE, "look")
    moved = File(path="a.ts", content=b"one\ntwo\n  \xc3\xa9\xc3\xa9   RUNWAY_KEY\n")
    assert moved.finding("rule", moved.text.index("RUNWAY"), what="RUNWAY_KEY").fingerprint == finding.fingerprint


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("RUNWAY_KEY=1  # preflight: allow a dead key in a test", "allowed in place: a dead key in a test"),
        ("RUNWAY_KEY=1  # preflight: allow", None),
        ("RUNWAY_KEY=1", None),
    ],
)
def test_a_comment_with_a_reason_sets_a_finding_aside(line, reason):
    assert File(path="a", content=line.encode()).finding("rule", 0, what="RUNWAY_KEY").set_aside == reason


def test_equal_lines_get_fingerprints_of_their_own():
    file = File(path="a", content=b"x()\ny\nx()\n")
    found = [file.finding("rule", 6, what="x"), file.finding("rule", 0, what="x"), file.finding("rule", 4, what="y")]
    told = numbered(found)
    assert [f.line for f in told] == [1, 2, 3]
    assert len({f.fingerprint for f in told}) == 3
    assert numbered(found[1:]) == (found[1], found[2])


def test_bytes_that_are_no_utf8_are_tolerated():
    file = File(path="a", content=b"\xff\xfe\xfa RUNWAY")
    assert file.place(4) == (1, 5)
    assert file.finding("rule", 4, what="RUNWAY").column == 5
