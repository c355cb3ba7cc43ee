"""Docstrings become headings, paragraphs and lists, whatever their authors wrote."""

import re

import pytest

from preflight.documentation import Block, Chapter, Documentation, read
from preflight.engine.discovery import discover

CHECKS = discover(plugins=False).checks


def test_headings_paragraphs_and_lists():
    text = """One sentence.

    Why
        First line
        and second. Then:

        Another paragraph.

    How to fix
        Look, then say so:
        `preflight attest x`

    Values
        threshold: the balance
            below which it starts
        amount: what it buys

    References
        - https://example.com/a
        - https://example.com/b
    """
    assert read(text) == Documentation(
        "One sentence.",
        (
            Chapter("Why", (Block("First line and second. Then:"), Block("Another paragraph."))),
            Chapter("How to fix", (Block("Look, then say so:"), Block("`preflight attest x`"))),
            Chapter(
                "Values",
                (Block("threshold: the balance below which it starts", item=True), Block("amount: what it buys", True)),
            ),
            Chapter(
                "References", (Block("https://example.com/a", item=True), Block("https://example.com/b", item=True))
            ),
        ),
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Documentation("")),
        ("A title\nthat goes on", Documentation("A title that goes on")),
        (
            "Title.\n\nplain text\nwith lines",
            Documentation("Title.", (Chapter("", (Block("plain text with lines"),)),)),
        ),
    ],
)
def test_a_docstring_without_headings_is_text(text, expected):
    assert read(text) == expected


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.slug)
def test_no_word_of_a_check_is_lost(check):
    documentation = read(check.documentation)
    kept = " ".join(
        [documentation.title]
        + [word for one in documentation.chapters for word in (one.heading, *(block.text for block in one.blocks))]
    )
    assert kept.split() == re.sub(r"^ +- ", "", check.documentation, flags=re.MULTILINE).split()
    assert documentation.chapter("Why")
    assert documentation.chapter("How to fix")
    assert all(block.item for block in documentation.chapter("References"))
