from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from preflight.config.edit import insert_waiver, lines
from preflight.config.model import Waiver
from preflight.errors import ConfigError, PreflightError
from tests.config.texts import CONTRACT, VALID, parse

WAIVER = Waiver(check="drill", reason="later: not yet", by="owner@example.com", expires=date(2027, 1, 15))
LINE = '{check: drill, reason: "later: not yet", by: owner@example.com, expires: 2027-01-15}'
ITEM = "- {check: secrets, reason: r, by: b, expires: 2026-12-31}"


def insert(text: str, waiver: Waiver = WAIVER) -> str:
    return insert_waiver(text.encode(), waiver, name="f").decode()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("version: 1\n", f"version: 1\nwaivers:\n  - {LINE}\n"),
        ("version: 1", f"version: 1\nwaivers:\n  - {LINE}"),
        ("version: 1\r\n", f"version: 1\r\nwaivers:\r\n  - {LINE}\r\n"),
        ("version: 1\r\n# end", f"version: 1\r\n# end\r\nwaivers:\r\n  - {LINE}"),
        ("\ufeffversion: 1\n", f"\ufeffversion: 1\nwaivers:\n  - {LINE}\n"),
        ("  version: 1\n", f"  version: 1\n  waivers:\n    - {LINE}\n"),
        ("waivers:\nversion: 1\n", f"waivers:\n  - {LINE}\nversion: 1\n"),
        ("version: 1\nwaivers: # none\n", f"version: 1\nwaivers: # none\n  - {LINE}\n"),
        (f"waivers:\n{ITEM}\nversion: 1\n", f"waivers:\n{ITEM}\n- {LINE}\nversion: 1\n"),
        (
            f"waivers:\n    {ITEM}  # why\n\n# next\nversion: 1\n",
            f"waivers:\n    {ITEM}  # why\n    - {LINE}\n\n# next\nversion: 1\n",
        ),
        (f"version: 1\nwaivers:\n  {ITEM}", f"version: 1\nwaivers:\n  {ITEM}\n  - {LINE}"),
        (
            "waivers:\n  -   check: secrets\n      reason: r\n      by: b\n      expires: 2026-12-31\nversion: 1\n",
            "waivers:\n  -   check: secrets\n      reason: r\n      by: b\n      expires: 2026-12-31\n"
            '  -   check: drill\n      reason: "later: not yet"\n      by: owner@example.com\n'
            "      expires: 2027-01-15\nversion: 1\n",
        ),
        ("version: 1\nwaivers: []\n", f"version: 1\nwaivers: [{LINE}]\n"),
        ("version: 1\nwaivers: [ ] # none\n", f"version: 1\nwaivers: [ {LINE}] # none\n"),
        ("version: 1\nwaivers: [{}]\n".replace("{}", ITEM[2:]), f"version: 1\nwaivers: [{ITEM[2:]}, {LINE}]\n"),
        (f"version: 1\nwaivers: [\n  {ITEM[2:]},\n]\n", f"version: 1\nwaivers: [\n  {ITEM[2:]},\n{LINE}]\n"),
        ("{version: 1}\n", f"{{version: 1, waivers: [{LINE}]}}\n"),
        ("{version: 1, waivers: []}\n", f"{{version: 1, waivers: [{LINE}]}}\n"),
        ("version: 1\n...\n", f"version: 1\nwaivers:\n  - {LINE}\n...\n"),
        ("---\nversion: 1\n# end\n... # it is", f"---\nversion: 1\n# end\nwaivers:\n  - {LINE}\n... # it is"),
        (
            "waivers:\n-\n  check: secrets\n  by: b\n  expires: 2026-12-31\n  reason: |\n    long\n\n\nversion: 1\n",
            "waivers:\n-\n  check: secrets\n  by: b\n  expires: 2026-12-31\n  reason: |\n    long\n\n\n"
            '- check: drill\n  reason: "later: not yet"\n  by: owner@example.com\n  expires: 2027-01-15\nversion: 1\n',
        ),
    ],
)
def test_the_waiver_comes_last_and_looks_like_its_neighbours(before, after):
    assert insert(before) == after


@pytest.mark.parametrize(
    ("text", "where", "paste", "pasted"),
    [
        ("version: 1\nwaivers: ~\n", "in place of the `waivers:`", f"waivers:\n  - {LINE}", "version: 1\n{}\n"),
        ("{version: 1, waivers: ~}\n", "with a comma before it", f"waivers: [{LINE}]", "{version: 1, {}}\n"),
        (
            f"version: 1\nwaivers: [{ITEM[2:]} # x,\n]\n",
            "to the list `waivers`, with a comma",
            LINE,
            f"version: 1\nwaivers: [{ITEM[2:]},\n {{}}\n]\n",
        ),
    ],
)
def test_what_cannot_be_extended_is_refused_with_lines_that_are_valid_where_they_go(text, where, paste, pasted):
    with pytest.raises(ConfigError) as caught:
        insert(text)
    said, _, lines_to_paste = (caught.value.hint or "").partition("\n\n")
    assert where in said
    assert lines_to_paste == paste
    assert parse(pasted.replace("{}", paste)).waivers[-1] == WAIVER


@pytest.mark.parametrize("text", ["version: 2\n", "version: 1\nfoo: 1\n", "version: [\n"])
def test_an_invalid_config_is_reported_and_not_edited(text):
    with pytest.raises(ConfigError, match=r"^f:"):
        insert(text)
    with pytest.raises(PreflightError, match="f:1: not UTF-8"):
        insert_waiver(b"version: \xff", WAIVER, name="f")


one_line = st.text(
    st.characters(exclude_categories=["C", "Z"]) | st.sampled_from(" :#'\"\\{}[]-,&*!|>%@`"), min_size=1, max_size=40
).filter(str.strip)
waivers = st.builds(
    Waiver,
    check=st.sampled_from(["drill", "daily-volume"]),
    reason=one_line | st.sampled_from(["no", "null", "~", "- a", "a: b", "a #b", "'", '"', "\\n", "2027-01-15", "1e3"]),
    by=one_line,
    subject=st.none() | one_line,
    expires=st.dates(),
)


@settings(deadline=None)
@given(waivers)
def test_any_text_is_quoted_so_that_it_is_read_back(waiver):
    assert parse("version: 1\nwaivers:\n" + "\n".join(lines(waiver)) + "\n").waivers == (waiver,)
    assert parse("version: 1\nwaivers:\n" + "\n".join(lines(waiver, flow=False)) + "\n").waivers == (waiver,)


comments = st.sampled_from(["", "\n", "# note\n", "  # indented\n", "\n\n# a\n"])


@st.composite
def configs(draw):
    """Valid configs in many layouts, with waivers first, in the middle, last or nowhere."""
    item = draw(st.sampled_from([ITEM, "- check: secrets\n{}  reason: r\n{}  by: b\n{}  expires: 2026-12-31"]))
    indent = " " * draw(st.integers(0, 6))
    listed = "waivers:" + draw(st.sampled_from(["", "  # why"])) + "\n"
    for _ in range(draw(st.integers(0, 3))):
        listed += draw(comments) + indent + item.replace("{}", indent) + draw(st.sampled_from(["", " # x"])) + "\n"
    blocks = ["version: 1\n", "environment: 'a'\n", "checks:\n  skip:\n  - drill\n", "secrets: {exclude: [x]}\n"]
    if draw(st.booleans()):
        blocks.append(listed)
    text = draw(comments) + "".join(block + draw(comments) for block in draw(st.permutations(blocks)))
    text = text if draw(st.booleans()) else text.rstrip("\n")
    newline = draw(st.sampled_from(["\n", "\r\n"]))
    mark = draw(st.sampled_from(["", "\ufeff"]))
    return mark + text.replace("\n", newline)


@settings(max_examples=150, deadline=None)
@given(configs() | st.sampled_from(list(VALID.values())), waivers)
def test_every_other_byte_stays(text, waiver):
    content = text.encode()
    old = parse(text.removeprefix("\ufeff"))
    try:
        changed = insert_waiver(content, waiver, name="f")
    except ConfigError:
        assert "waivers: []" in text or "~" in text or text.startswith("{"), "refused a common layout"
        return
    assert parse(changed.decode("utf-8-sig")) == replace(old, waivers=(*old.waivers, waiver))
    head = next((n for n, pair in enumerate(zip(content, changed, strict=False)) if pair[0] != pair[1]), len(content))
    assert content[head:] == changed[len(changed) - len(content) + head :]


def test_the_contracts_example():
    added = f"  - {LINE}\n"
    assert insert(CONTRACT) == CONTRACT + added
