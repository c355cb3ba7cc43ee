"""The launch report without a browser: its structure, its completeness, and that nothing from outside is markup."""

import re
from dataclasses import replace
from importlib.resources import files
from itertools import pairwise

import pytest

from preflight.parts import Known, NotReadable
from preflight.reports import render
from preflight.reports.html import MOST_FINDINGS, linked, prose
from preflight.verdict import Status, failed, passed, unknown, warned
from tests.report_builders import HOSTILE, every_kind, finding, hostile, launch_review, report, result
from tests.reports.texts import Page, words

NAMES = {"aria-label", "aria-labelledby"}
REPORTS = {"empty": report, "every kind": every_kind, "launch review": launch_review, "hostile": hostile}


def page_of(made):
    return Page(render("html", made))


def told(made):
    """All its text, the parts of every element apart."""
    return words(" ".join(page_of(made).text))


@pytest.mark.parametrize("name", REPORTS)
def test_is_one_whole_page_that_needs_nothing_else(name):
    text = render("html", REPORTS[name]())
    page = Page(text)
    assert text.startswith('<!doctype html>\n<html lang="en">')
    assert page.open == []  # every element is closed, in order
    names = {tag for tag, _ in page.elements}
    assert not names & {"script", "link", "img", "iframe", "object", "embed", "base", "form", "input", "button"}
    for tag, attributes in page.elements:
        assert not {key for key in attributes if key.startswith("on") or key in {"src", "srcset", "data"}}, tag
        assert re.fullmatch(r"(fill|stroke):var\(--plot-[a-z]+,currentColor\)|", attributes.get("style", "")), tag
        if "href" in attributes:
            assert attributes["href"].startswith(("#", "https://", "http://"))
    assert not re.search(r"url\(|@import|expression", text.partition("</style>")[0])
    policy = next(one["content"] for one in page.all("meta") if one.get("http-equiv") == "Content-Security-Policy")
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'")


@pytest.mark.parametrize("name", REPORTS)
def test_can_be_walked_by_keyboard_and_heard(name):
    page = page_of(REPORTS[name]())
    names = [tag for tag, _ in page.elements]
    for landmark in ("header", "nav", "main", "footer", "h1"):
        assert names.count(landmark) == 1, landmark
    levels = [int(tag[1]) for tag in names if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert all(deeper <= level + 1 for level, deeper in pairwise(levels))
    first_link = page.all("a")[0]
    assert (first_link["class"], first_link["href"]) == ("jump", "#verdict")
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(set(ids)) == len(ids)
    for _, attributes in page.elements:
        assert not (attributes.get("href") or "").startswith("#") or attributes["href"][1:] in ids
        assert set((attributes.get("aria-labelledby") or "").split()) <= set(ids)
    assert names.count("table") == names.count("caption")
    assert all(one.get("scope") in {"col", "row"} for one in page.all("th"))
    for picture in page.all("svg"):  # either its numbers stand beside it, or it has a name of its own
        assert picture.get("aria-hidden") == "true" or (picture.get("role") == "img" and set(picture) & NAMES)


def test_says_who_and_what():
    text = told(launch_review())
    for part in (
        "Not ready app, production", "app on main", "c0ffee" * 6 + "c0de", "2026-11-20 11:00 UTC",
        "preflight 0.1.0, exit code 1",
        "4 failures and 1 undecided keep the gate shut",
    ):  # fmt: skip
        assert part in text


def test_the_checklist_has_sections_questions_numbers_and_remedies():
    text = told(launch_review())
    for part in (
        "Checklist Usage key-set A key is set where the SDK looks for it.",
        "expected per day 600 max daily 200 used 24h 12 left 188",
        "Next tier 3 would do (1,000 a day)",
        "Waived by owner@example.com until 2027-01-15 : soft launch, 20 a day",
        "Why, and how to fix autobilling Why The vendor looks at the balance once an hour.",
    ):  # fmt: skip
        assert part in text


def test_people_are_named_with_what_they_said_and_until_when():
    text = told(launch_review())
    assert "autobilling runway owner@example.com 2026-08-01 2026-11-01 lapsed https://wiki.example.com" in text
    assert "emails runway ops@example.com signed 2026-11-10 2026-11-29 soon billing mails go to" in text
    assert "metrics runway ops@example.com 2026-11-10 2027-02-08 not so the dashboard nobody is on call" in text
    assert "moderation runway pm@example.com 2026-11-10 2027-02-08 does not count https://wiki" in text
    assert "which lapsed when what the config says of runway changed" in text
    assert "daily-volume veo3.1 owner@example.com 2027-01-15 soft launch, 20 a day in use" in text
    assert "credits cfo@example.com 2026-06-01 card arrives in May lapsed" in text


def test_a_waiver_that_covers_nothing_is_called_that():
    made = replace(launch_review(), results=[])
    assert "soft launch, 20 a day not in use" in told(made)


def test_attestations_that_cannot_be_read_are_not_called_absent():
    text = told(report(attestations=NotReadable("attestations.yml:3:1: bad")))
    assert "Attestations could not be read attestations.yml:3:1: bad" in text
    assert "Nobody has attested" not in text


def test_nobody_is_said_to_have_attested_nothing_where_nobody_asked():
    assert "Nobody has attested anything" in told(report(attestations=Known(())))
    assert "Nobody has attested anything" not in told(report(attestations=None))


def test_capacity_is_told_in_numbers_and_drawn_to_scale():
    page = page_of(launch_review())
    text = words(" ".join(page.text))
    assert "gen4.5 runway 600 200 12 188 300 %" in text
    assert "runway 1,080,000 10,000 10,800 %" in text
    assert "runway 40,000 36,000 1.1" in text
    assert "gen4.5 runway 1.9 1 188 %" in text
    bars = [(one["class"], float(one["width"])) for one in page.all("rect")]
    assert bars[:4] == [("track", 80.0), ("need", 240.0), ("used", 4.8), ("limit", 2.0)]  # 200, 600 and 12 of 600


def test_a_limit_of_nothing_is_no_access():
    made = report(
        result("daily-volume", failed("x", remedy="y", subject="m", data={"expected_per_day": 0, "max_daily": 0}))
    )
    assert "m runway 0 0 not known not known no access" in told(made)


def test_the_balance_is_drawn_as_it_burns_down_with_the_threshold_of_autobilling():
    page = page_of(launch_review())
    text = words(" ".join(page.text))
    assert "How the balance of runway burns down" in text
    assert "A balance of 40,000 credits on 2026-11-20: at the rate of the workload it is gone on 2026-11-21" in text
    (plot,) = [one for one in page.all("svg") if one.get("role") == "img"]
    assert plot["aria-labelledby"] == "burn-down-1-title burn-down-1-desc"
    with_terms = replace(
        launch_review(),
        results=(
            *(one for one in launch_review().results if one.check != "autobilling"),
            result("autobilling", passed("attested", data={"threshold": 20_000.0, "amount": 50_000.0})),
        ),
    )
    assert "threshold 20,000" in told(with_terms)
    assert "threshold 20,000" not in text.replace("threshold 20,000 amount", "")  # lapsed: it is nobody's word now


def test_every_balance_has_a_plot_of_its_own():
    data = {"balance": 500, "unit": "cents", "burn_per_day": 10.0}
    made = report(
        result("credits", passed("much", data=data)), result("credits", passed("much", data=data), provider="runtools")
    )
    page = page_of(made)
    assert [one["aria-labelledby"].split("-title")[0] for one in page.all("svg")] == ["burn-down-1", "burn-down-2"]
    assert "How the balance of runtools burns down" in told(made)


def test_hours_are_not_no_days():
    data = {"balance": 9, "burn_per_day": 900.0, "days": 0.0}
    made = report(result("credits", warned("few", remedy="buy", data=data)))
    assert "runway 9 900 under 0.1" in told(made)


def test_no_verdict_is_styled_as_what_only_a_keyboard_shows():
    """A status is a class of its own: what hides the link to the verdict hides nothing else."""
    hidden = re.findall(r"^\.([a-z-]+) \{ position: absolute", files("preflight.data").joinpath("report.css").read_text(
        encoding="utf-8"), re.MULTILINE)  # fmt: skip
    assert hidden == ["jump"]
    assert not set(hidden) & {*Status, "waived"}


def test_the_tally_counts_in_words():
    text = told(every_kind())
    for part in ("1 passed", "2 warnings", "1 failure", "1 unknown", "1 skipped", "1 waived"):
        assert part in text


def test_findings_are_listed_with_place_commit_and_what_the_vendor_says():
    text = told(launch_review())
    assert (
        "key_…1a2b3c4d src/app.py :12:9 history in base64 in gzip c0ffeec0ff 2026-11-20 "
        "runway-api-key, certain, the vendor accepts it , pushed"
    ) in text
    assert "set aside: exclude tests/** (.preflight.yml:24:14)" in text


def test_very_many_findings_are_cut_and_counted_those_that_count_first():
    aside = tuple(finding(redacted="key_…aaaaaaaa", set_aside="baseline", line=n) for n in range(1, MOST_FINDINGS + 1))
    counts = tuple(finding(line=n) for n in range(1, 11))
    made = report(result("secrets", failed("x", remedy="y", findings=(*aside, *counts))))
    page = page_of(made)
    assert len(page.all("tr")) - 1 == MOST_FINDINGS
    text = words(" ".join(page.text))
    assert "And 10 more: the JSON report lists all." in text
    assert text.index("key_…1a2b3c4d src/app.py") < text.index("key_…aaaaaaaa src/app.py")


@pytest.mark.parametrize(
    ("made", "lead"),
    [
        (report(result("key-set", passed("set"))), "Ready app, production Nothing keeps the gate shut."),
        (
            report(result("key-set", failed("no", remedy="x"))),
            "Not ready app, production 1 failure keeps the gate shut.",
        ),
        (
            report(result("key-set", unknown("?", remedy="x"))),
            "Undetermined app, production 1 undecided keeps the gate shut.",
        ),
        (report(bugs=("trace",)), "Undetermined app, production A check crashed, so nothing can be said."),
    ],
)
def test_the_lead_says_the_verdict_in_a_sentence(made, lead):
    assert lead in told(made)


def test_a_sandbox_or_half_a_list_is_not_mistaken_for_the_real_thing():
    text = told(replace(every_kind(), narrowed=True))
    assert "sandbox healthy : the account is not a real one" in text
    assert "not the whole list: options left questions out" in text


def test_strings_from_outside_stay_text():
    """Complete with its `{{ 7*7 }}`, which is not worked out."""
    whole = [part for part in page_of(hostile()).text if words(HOSTILE.partition("`")[0]) in words(part)]
    assert len(whole) > 20


@pytest.mark.parametrize(
    ("text", "markup"),
    [
        ("run `preflight <x>` now", "run <code>preflight &lt;x&gt;</code> now"),
        ("a ` b", "a ` b"),
        ("<b>", "&lt;b&gt;"),
    ],
)
def test_prose(text, markup):
    assert str(prose(text)) == markup


@pytest.mark.parametrize(
    "text", ["javascript:alert(1)", 'https://x/"><script>', "see https://x", "data:text/html,x", "https://"]
)
def test_only_whole_web_addresses_become_links(text):
    assert "<a" not in str(linked(text))
    assert 'href="https://example.com/a?b=1&amp;c=2"' in str(linked("https://example.com/a?b=1&c=2"))
