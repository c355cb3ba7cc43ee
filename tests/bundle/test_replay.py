"""Facts from a bundle give the verdicts that they gave; facts that are not there, or make no sense, never pass."""

import json
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import dataclass, replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from preflight.account import Access, Account
from preflight.bundle.archive import BundleError, unpack
from preflight.bundle.replay import Closer, plan_of, run_in
from preflight.bundle.snapshot import KEPT
from preflight.engine.discovery import discover
from preflight.engine.run import run
from preflight.errors import GitError, PreflightError
from preflight.facts.credential import Credentials
from preflight.facts.gatherers import GATHERERS
from preflight.facts.own_keys import OwnKeys
from preflight.facts.usage import Usages
from preflight.registry import check, needs
from preflight.report import Report
from preflight.reports import json_
from preflight.secrets.model import SecretScan
from preflight.tree.model import Tree
from preflight.verdict import Section, Status, Verdict, passed
from tests.bundle.bundles import CLEAN, edited, outcome, packed, plan_for, reviewed, write_bundle
from tests.facts_builders import attestations, credential, endpoint
from tests.report_builders import finding
from tests.serial.values import nodes, replaced

INSTALLED = discover(plugins=False)


def judged(path, installed=INSTALLED, **closer) -> Report:
    bundle = unpack(path)
    return run(plan_of(bundle, run_in(bundle), installed, Closer(**closer)))


def told(report):
    """All that a report says, but how long things took."""
    document = json_.document(report)
    for result in document["results"]:
        result["duration_ms"] = 0
    return json.loads(json.dumps(document, default=float))


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"Account": Account.unread("runway", Access.REJECTED, "HTTP 401")},
        {"Credentials": Credentials((credential(key=None),)), "Endpoint": endpoint(sendable=False, reason="no")},
        {"Attestations": attestations(threshold=50_000, amount=100_000)},
        {"SecretScan": replace(CLEAN, findings=(finding(),), incomplete=("a submodule is missing",))},
    ],
    ids=["healthy", "bad key", "no key", "attested", "leaks"],
)
def test_the_same_result(tmp_path, facts):
    report, files = reviewed(plan_for(**facts))
    (tmp_path / "b.zip").write_bytes(packed(report, files))
    again = judged(tmp_path / "b.zip")
    assert told(again) == told(report)
    assert again.exit_code is report.exit_code
    assert not again.bugs


def test_a_fact_that_could_not_be_read_is_as_unknown_again(tmp_path):
    plan = plan_for()
    failed: Future[object] = Future()
    failed.set_exception(GitError("git is not installed", hint="install git"))
    report, files = reviewed(replace(plan, given={**plan.given, (SecretScan, None): failed}))
    (tmp_path / "b.zip").write_bytes(packed(report, files))
    (verdict,) = [row.verdict for row in judged(tmp_path / "b.zip").results if row.check == "secrets"]
    assert (verdict.status, verdict.message, verdict.remedy) == (Status.UNKNOWN, "git is not installed", "install git")


def test_options_ask_more_narrowly_or_more_strictly(tmp_path):
    path = write_bundle(tmp_path / "b.zip")
    assert {row.check for row in judged(path, only=("usage",), skip=("autobilling",)).results} == {
        "key-set", "key-valid", "credits", "daily-volume", "concurrency", "monthly-cap",
    }  # fmt: skip
    assert any(row.waived for row in judged(path).results)
    assert not any(row.waived for row in judged(path, honour_waivers=False).results)
    assert judged(path, strict=True).strict


@dataclass(frozen=True, slots=True)
class Weather:
    """A fact that no bundle keeps."""

    fair: bool


@check("weather", section=Section.MONITORING, required=True)
def weather(weather: Weather) -> Iterator[Verdict]:
    """The weather is fair."""
    yield passed("fair" if weather.fair else "foul, but never mind")


def with_weather(installed=INSTALLED):
    return replace(installed, checks=[*installed.checks, weather], origins={**installed.origins, "weather": "built-in"})


def test_a_check_whose_fact_is_not_kept_is_unknown_and_never_passes(tmp_path):
    plan = plan_for(with_weather())
    report, files = reviewed(replace(plan, given={**plan.given, (Weather, None): Weather(True)}))
    assert [row.status for row in report.results if row.check == "weather"] == [Status.PASS]
    (tmp_path / "b.zip").write_bytes(packed(report, files))
    again = judged(tmp_path / "b.zip", with_weather())
    (verdict,) = [row.verdict for row in again.results if row.check == "weather"]
    assert (verdict.status, verdict.message) == (Status.UNKNOWN, "the fact `Weather` is not in the bundle")
    assert not again.bugs


@pytest.mark.parametrize("gone", [kind.__name__ for kind in KEPT])
def test_a_fact_that_is_taken_out_passes_nothing(tmp_path, gone):
    """No check that asks for it passes, and nothing is read from the world in its place."""
    _, files = reviewed(plan_for())
    facts = edited(files, "facts.json", lambda d: d.update(facts=[f for f in d["facts"] if f["fact"] != gone]))
    again = judged(write_bundle(tmp_path / "b.zip", facts_json=facts))
    before = {(row.check, row.verdict.subject): row.status for row in judged(write_bundle(tmp_path / "c.zip")).results}
    assert not again.bugs
    (kind,) = [kind for kind in KEPT if kind.__name__ == gone]
    asking = {one.slug for one in INSTALLED.checks if kind in needs(one.judge).values()}
    for row in again.results:
        if row.check in asking:
            assert row.status is Status.UNKNOWN, row
        else:
            assert row.status is before[row.check, row.verdict.subject]


def test_whatever_is_not_kept_is_named_on_purpose():
    """A new fact has to be thought of: it is kept, or it is here."""
    assert {fact.type for fact in GATHERERS} <= {*KEPT, *NOT_KEPT}


NOT_KEPT = {OwnKeys, Tree, Usages}
"""Keys, and the repository's content, have no place in a bundle; what each key consumed is in `Usage`."""


@pytest.mark.parametrize(
    ("name", "edit", "says"),
    [
        ("facts.json", lambda d: d.update(facts={}), "facts: a list is expected"),
        ("facts.json", lambda d: d["facts"].append(d["facts"][0]), "is there twice"),
        ("facts.json", lambda d: d["facts"][0]["value"].update(balance=5), "value.balance: one of Known, NotReadable"),
        ("facts.json", lambda d: d["facts"][0]["value"].update(extra=5), "Account has no field 'extra'"),
        ("run.json", lambda d: d.update(now="yesterday"), "now: a date and time with its offset is expected"),
        ("run.json", lambda d: d.pop("providers"), "providers: it is missing"),
        ("run.json", lambda d: d.update(providers="runway"), "providers: a list is expected"),
    ],
)
def test_a_file_of_another_shape_is_refused(tmp_path, name, edit, says):
    _, files = reviewed(plan_for())
    path = write_bundle(tmp_path / "b.zip", **{name.replace(".", "_"): edited(files, name, edit)})
    with pytest.raises(BundleError) as caught:
        judged(path)
    assert says in caught.value.message


def test_settings_that_are_wrong_or_missing_are_refused(tmp_path):
    report, files = reviewed(plan_for())
    for content, says in ((b"version: 1\nhost: x\n", "the config can name no hosts"), (b"\xff", "not UTF-8")):
        (tmp_path / "b.zip").write_bytes(packed(report, {**files, "config/.preflight.yml": content}))
        with pytest.raises(BundleError, match=says):
            judged(tmp_path / "b.zip")
    del files["config/.preflight.yml"]
    (tmp_path / "b.zip").write_bytes(packed(report, files))
    with pytest.raises(BundleError, match="is not in it"):
        judged(tmp_path / "b.zip")


def test_a_provider_that_is_not_installed_is_undecided(tmp_path):
    _, files = reviewed(plan_for())
    run_json = edited(files, "run.json", lambda d: d.update(providers=["moonbase"]))
    again = judged(write_bundle(tmp_path / "b.zip", run_json=run_json))
    (verdict,) = [row.verdict for row in again.results if row.check == "providers"]
    assert (verdict.status, verdict.subject) == (Status.UNKNOWN, "moonbase")


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_facts_that_somebody_made_up_crash_nothing(tmp_path_factory, data):
    """Any value of the facts is replaced; the manifest fits. Refused in words, or judged: never a bug of ours."""
    document = json.loads(FILES["facts.json"])
    path = data.draw(st.sampled_from(nodes(document)))
    strange = st.sampled_from(
        [None, True, 0, -1, 2**62, 0.5, "", "x", "-1", "0", "9" * 29, "2026-11-20", "key_…1a2b3c4d", [], {}, ["x"]]
    )
    facts = json.dumps(replaced(document, path, data.draw(strange))).encode()
    bundle = tmp_path_factory.mktemp("made-up") / "b.zip"
    bundle.write_bytes(packed(REPORT, {**FILES, "facts.json": facts}))
    match outcome(lambda: judged(bundle)):
        case PreflightError() as error:
            assert error.message.replace("\n", "").isprintable()
        case again:
            assert not again.bugs
            assert again.exit_code in {0, 1, 3}


REPORT, FILES = reviewed(plan_for(Attestations=attestations(threshold=50_000, amount=100_000)))
