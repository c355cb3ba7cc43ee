"""Code told from comments, without any place moving."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preflight.posture.javascript import blanked, is_test, says_use_client, scripts


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a // b\nc", "a     \nc"),
        ("a /* b\n c */ d", "a     \n      d"),
        ("'//' // b", "'//'     "),
        ('"a\\"//" /*b*/', '"a\\"//"      '),
        ("`x\n// ${a}`", "`x\n// ${a}`"),
        ("fetch('https://a.b/c')", "fetch('https://a.b/c')"),
        ("a /* never closed", "a                "),
        ("don't // b\nc // d", "don't // b\nc     "),
    ],
)
def test_comments_become_blanks(text, code):
    assert blanked(text) == code


def test_comments_of_markup_become_blanks_too():
    assert blanked("<a/><!-- b\n --><c/>", markup=True) == "<a/>      \n    <c/>"


def test_a_page_is_its_scripts():
    assert scripts("<p>a</p>\n<script type=module>b()</script>\n<code>c</code>").split() == ["b()"]


@given(st.text("ab/*'\"`\\\n <!->$", max_size=60))
def test_no_place_moves(text):
    code = blanked(text, markup=True)
    assert len(code) == len(text)
    assert [i for i, c in enumerate(code) if c == "\n"] == [i for i, c in enumerate(text) if c == "\n"]
    assert all(a in (b, " ") for a, b in zip(code, text, strict=True))


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ('"use client";\nimport x', True),
        ("'use client'\n", True),
        ('\n\n  "use client"', True),
        ('"use strict"; "use client";', True),
        ('import x\n"use client"', False),
        ('const a = "use client"', False),
        ('"use server"', False),
        ("use client", False),
    ],
)
def test_the_directive_comes_first(code, says):
    assert says_use_client(code) is says


@pytest.mark.parametrize(
    ("path", "test"),
    [
        ("src/a.test.ts", True),
        ("src/__tests__/a.tsx", True),
        ("e2e/a.ts", True),
        ("src/a.stories.tsx", True),
        ("src/vite-env.d.ts", True),
        ("src/a.ts", False),
        ("src/latest.ts", False),
    ],
)
def test_tests_are_known_by_their_names(path, test):
    assert is_test(path) is test
