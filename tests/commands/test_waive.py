from datetime import date

import pytest

from preflight import clock
from preflight.commands import _asking
from preflight.commands.waive import command
from tests.commands.runner import Done, run
from tests.keys import runway_key

CONFIG = "# ours\r\nversion: 1\r\n"


@pytest.fixture(autouse=True)
def config(tmp_path, monkeypatch):
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(clock, "today", lambda: date(2026, 11, 20))
    path = tmp_path / ".preflight.yml"
    path.write_bytes(CONFIG.encode())
    return path


def waive(*arguments: str, typed: str = "") -> Done:
    return run(command, *arguments, typed=typed)


def test_a_waiver_is_inserted_and_the_rest_stays(config):
    done = waive("drill", "--subject", "gen4.5", "--reason", "soft: 20 a day # ok", "--by", "Ana", "--expires", "12w")
    assert done == Done("drill (gen4.5) is waived until 2027-02-12 (84 days) in .preflight.yml\n")
    assert config.read_bytes().decode() == CONFIG + (
        'waivers:\r\n  - {check: drill, subject: gen4.5, reason: "soft: 20 a day # ok", by: Ana, '
        "expires: 2027-02-12}\r\n"
    )


@pytest.mark.parametrize(
    ("check", "subject", "says"),
    [
        ("daily-volume", "veo3.1", ""),
        ("daily-volume", "veo31", 'the workload has no veo31, so the waiver may cover nothing: did you mean "veo3.1"?'),
        ("concurrency", "unlike", "may cover nothing: it has gen4.5 and veo3.1"),
        ("key-set", "veo31", ""),
    ],
)
def test_a_subject_that_nothing_is_called_is_doubted(config, check, subject, says):
    config.write_text("version: 1\nproviders: {runway: {workload: {gen4.5: {per_day: 1}, veo3.1: {per_day: 1}}}}\n")
    done = waive(check, "--subject", subject, "--reason", "r", "--by", "b")
    assert done.error == ""
    assert says in done.output
    assert ("may cover nothing" in done.output) is bool(says)


def test_what_is_missing_is_named_or_asked(config, monkeypatch):
    done = waive("drill", "--subject", "a b", "--expires", "1d")
    assert done.error == "--reason and --by are missing"
    assert done.hint == "preflight waive drill --subject 'a b' --expires 1d --reason REASON --by YOU"
    assert config.read_bytes() == CONFIG.encode()
    monkeypatch.setattr(_asking, "is_terminal", lambda stream: True)
    assert waive("drill", typed="later\nAna\n").error == ""
    assert b"reason: later, by: Ana, expires: 2027-02-18" in config.read_bytes()


@pytest.mark.parametrize(
    ("arguments", "error", "hint"),
    [
        (["dril"], "there is no check `dril`", 'did you mean "drill"?'),
        (["drill", "--expires", "2026-11-19"], "has passed", ""),
        (["drill", "--expires", "0d"], "--expires 0d: from 1d to 9999d", "90d"),
        (["drill", "--expires", "99999w"], "--expires 99999w: from 1w to 9999w", "90d"),
        (["drill", "--expires", "9" * 5000 + "d"], "from 1d to 9999d", "90d"),
        (["drill", "--expires", "soon"], "expected a date", "90d"),
        (["drill", "--reason", "a\nb", "--by", "Ana"], "--reason: a line break", ""),
        (["drill", "--reason", "r", "--by", ""], "--by: a value is expected", ""),
        (["drill", "--reason", f"it is {runway_key()}", "--by", "Ana"], "--reason: ", "names, never values"),
        (["drill", "--reason", "r", "--by", "b", "--subject", runway_key()], "--subject: ", "names, never values"),
        (["drill", "--config", "none.yml"], "none.yml: cannot be read", ""),
    ],
)
def test_what_is_refused(config, arguments, error, hint):
    done = waive(*arguments)
    assert error in done.error
    assert hint in done.hint
    assert runway_key()[4:20] not in done.error + done.hint + done.output
    assert config.read_bytes() == CONFIG.encode()


def test_a_layout_that_is_not_extended_gets_the_lines_to_paste(config):
    config.write_text("version: 1\nwaivers: ~\n", encoding="utf-8")
    done = waive("drill", "--reason", "later", "--by", "Ana")
    assert "  - {check: drill, reason: later, by: Ana, expires: 2027-02-18}" in done.hint
    assert config.read_text(encoding="utf-8") == "version: 1\nwaivers: ~\n"


def test_without_a_config_there_is_nothing_to_write_into(config):
    config.unlink()
    assert waive("drill", "--reason", "r", "--by", "b") == Done(
        "", "there is no .preflight.yml to write the waiver into", "preflight init"
    )


def test_a_config_that_leads_out_of_the_repository_is_left_alone(config, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside") / "f.yml"
    outside.write_text("version: 1\n", encoding="utf-8")
    config.unlink()
    config.symlink_to(outside)
    assert "leads out of" in waive("drill", "--reason", "r", "--by", "b").error
    assert outside.read_text(encoding="utf-8") == "version: 1\n"
