from datetime import date

import pytest

from preflight import clock
from preflight.attestations.store import PLACE, load
from preflight.commands import _asking
from preflight.commands.attest import command
from preflight.facts.attested import ALLOWED_SIGNERS
from tests.commands.runner import Done, run
from tests.keys import runway_key
from tests.ssh import make_key, needs_ssh_keygen, signer_line

BILLING = ("autobilling", "--by", "Ana", "--evidence", "https://example.com/1")
VALUES = ("--set", "threshold=5000", "--set", "amount=20000")


@pytest.fixture(autouse=True)
def repository(tmp_path, monkeypatch):
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    on(monkeypatch, date(2026, 11, 20))
    return tmp_path


def on(monkeypatch, day: date) -> None:
    monkeypatch.setattr(clock, "today", lambda: day)


def attest(*arguments: str, typed: str = "") -> Done:
    return run(command, *arguments, typed=typed)


def test_record_list_renew_revoke(repository, monkeypatch):
    assert attest("list").output == "nothing is attested in .preflight/attestations.yml\n"
    assert attest(*BILLING, *VALUES) == Done(
        "recorded: autobilling for runway by Ana, valid until 2027-02-18 (90 days)\n"
        "  kept in .preflight/attestations.yml: commit it\n"
    )
    assert attest("list").output == (
        "autobilling for runway: valid until 2027-02-18 (90 days)\n"
        "  by Ana on 2026-11-20: https://example.com/1\n"
        "  amount 20,000, threshold 5,000\n"
    )
    on(monkeypatch, date(2027, 2, 10))
    assert "expires soon, on 2027-02-18 (8 days left)" in attest("list").output
    on(monkeypatch, date(2027, 2, 19))
    assert "expired on 2027-02-18" in attest("list").output
    renewed = attest(
        "renew", "autobilling", "--by", "Ben", "--evidence", "again", "--expires", "2w", "--set", "amount=1"
    )
    assert renewed.output.startswith("renewed: autobilling for runway by Ben, expires soon, on 2027-03-05")
    one = load(repository / PLACE).entries[0]
    assert (one.on, one.by, one.evidence) == (date(2027, 2, 19), "Ben", "again")
    assert {name: int(value) for name, value in one.values.items()} == {"threshold": 5000, "amount": 1}
    assert attest("revoke", "autobilling").output == ("revoked: autobilling for runway, stated by Ben on 2027-02-19\n")
    assert load(repository / PLACE).entries == ()


def test_a_new_statement_replaces_the_old_one_and_says_so(repository):
    attest("emails", "--by", "Ana", "--evidence", "a")
    again = attest("emails", "--by", "Ben", "--evidence", "b")
    assert "replaces the one by Ana of 2026-11-20" in again.output
    assert [one.by for one in load(repository / PLACE).entries] == ["Ben"]


def test_everything_that_is_missing_is_named_with_the_command_to_type(repository):
    done = attest("autobilling", "--set", "amount=20000", "--expires", "12w", "--note", "two words", "--by", "A B")
    assert done.error == "--evidence and --set threshold are missing"
    assert done.hint == (
        "preflight attest autobilling --expires 2027-02-12 --note 'two words' --provider runway --by 'A B' "
        "--evidence LINK --set threshold=NUMBER --set amount=20000"
    )
    assert not (repository / PLACE).exists()


def test_at_a_terminal_the_missing_ones_are_asked(repository, monkeypatch):
    monkeypatch.setattr(_asking, "is_terminal", lambda stream: True)
    done = attest("autobilling", "--by", "Ana", typed="https://example.com/1\n5000\n20000\n")
    assert done.error == ""
    assert "balance below which a recharge starts" in done.output
    assert load(repository / PLACE).entries[0].evidence == "https://example.com/1"
    assert "--evidence" in attest("emails", "--by", "Ana", "--no-input", typed="x\n").error


@pytest.mark.parametrize(
    ("arguments", "error", "hint"),
    [
        (["autobiling", "--by", "A"], "there is no check `autobiling`", 'did you mean "autobilling"?'),
        (["record", "--by", "A"], "there is no check `record`", "preflight list"),
        (["emails", "--provider", "runwya"], "there is no provider `runwya`", 'did you mean "runway"?'),
        ([*BILLING, *VALUES, "--set", "treshold=1"], '"treshold" is not a value of autobilling', "--help"),
        ([*BILLING, *VALUES, "--set", "amount=1"], "--set amount: given twice", ""),
        ([*BILLING, "--set", "amount"], "--set amount: expected NAME=VALUE", ""),
        ([*BILLING, "--set", "amount=0"], "amount 0: more than 0 is expected", ""),
        ([*BILLING, "--set", "amount=1.5"], 'amount "1.5": expected a whole number', ""),
        (["emails", "--by", "A", "--evidence", "e", "--set", "a=1"], '"a" is not a value of emails: it takes none', ""),
        (["emails", "--by", "A", "--evidence", "e", "--expires", "2026-11-19"], "2026-11-19 has passed", ""),
        (["emails", "--by", " ", "--evidence", "e"], "--by: a value is expected here", ""),
        (["emails", "--by", "A\nB", "--evidence", "e"], "--by: a line break", ""),
        (["renew", "emails", "--by", "A"], "emails is not attested", "preflight attest emails"),
        (["revoke", "emails"], "emails is not attested", ""),
        (["list", "emails"], "unexpected extra argument", ""),
        (["emails", "--config", "none.yml"], "none.yml: cannot be read", ""),
    ],
)
def test_what_is_refused(repository, arguments, error, hint):
    done = attest(*arguments)
    assert error in done.error
    assert hint in done.hint
    assert not (repository / PLACE).exists()


@pytest.mark.parametrize("option", ["--by", "--evidence", "--note", "--set", "--provider", "--expires"])
def test_a_key_is_refused_and_never_echoed(repository, option):
    key = runway_key()
    given = {"--by": "A", "--evidence": "e", option: f"amount={key}" if option == "--set" else f"see {key}"}
    done = attest("autobilling", *VALUES[:2], *(word for pair in given.items() for word in pair))
    assert done.error
    assert key[4:20] not in done.output + done.error + done.hint
    assert not (repository / PLACE).exists()


def test_with_several_providers_one_has_to_be_named(repository):
    (repository / ".preflight.yml").write_text("version: 1\nproviders: {runway: , runtools: }\n", encoding="utf-8")
    assert attest("emails", "--by", "A", "--evidence", "e").error == "--provider is missing"
    for provider in ("runway", "runtools"):
        assert attest("emails", "--by", "A", "--evidence", "e", "--provider", provider).error == ""
    for words in (["renew", "emails", "--by", "A", "--evidence", "e"], ["revoke", "emails"]):
        assert attest(*words).hint == "add --provider runtools or --provider runway"
    assert "for runway" in attest("revoke", "emails", "--provider", "runway").output
    assert "emails for runway is not attested" in attest("revoke", "emails", "--provider", "runway").error


def test_statements_are_kept_beside_the_config(repository, monkeypatch):
    (repository / "app" / "src").mkdir(parents=True)
    (repository / "app" / ".preflight.yml").write_text("version: 1\n", encoding="utf-8")
    monkeypatch.chdir(repository / "app" / "src")
    attest("emails", "--by", "A", "--evidence", "e")
    assert (repository / "app" / PLACE).exists()
    monkeypatch.chdir(repository)
    attest("emails", "--by", "A", "--evidence", "e", "--config", "app/.preflight.yml")
    assert not (repository / PLACE).exists()
    monkeypatch.chdir(repository / "app")
    monkeypatch.chdir("..")
    assert "nothing is attested" in attest("list").output


def test_that_it_is_not_so_can_be_stated_too(repository):
    missing = attest("autobilling", "--failed", "--by", "Ana")
    assert missing.error == "--evidence and --note are missing"
    assert (
        missing.hint == "preflight attest autobilling --failed --provider runway --by Ana --evidence LINK --note TEXT"
    )
    done = attest(*BILLING, "--failed", "--note", "no card")
    assert done.output.startswith("recorded: autobilling for runway by Ana, NOT SO, as of 2026-11-20\n")
    (one,) = load(repository / PLACE).entries
    assert (one.failed, one.note, one.values) == (True, "no card", {})
    assert "autobilling for runway: NOT SO, as of 2026-11-20\n" in attest("list").output
    again = attest("renew", *BILLING)
    assert again.error == "autobilling: Ana stated on 2026-11-20 that it is not so"
    assert again.hint.startswith("if it is so now: preflight attest autobilling --provider runway")
    assert attest("renew", *BILLING, "--failed").error == ""
    assert load(repository / PLACE).entries == (one,)
    assert attest(*BILLING, *VALUES).error == ""
    assert load(repository / PLACE).entries[0].failed is False


def test_at_a_terminal_what_is_wrong_is_asked(repository, monkeypatch):
    monkeypatch.setattr(_asking, "is_terminal", lambda stream: True)
    done = attest("emails", "--by", "Ana", "--evidence", "e", "--failed", typed="it bounces\n")
    assert "What is not so" in done.output
    assert load(repository / PLACE).entries[0].note == "it bounces"


def test_a_bound_statement_lapses_with_the_config_and_is_renewed_for_the_new_one(repository):
    config = repository / ".preflight.yml"
    config.write_text("version: 1\nproviders: {runway: {workload: {gen4.5: {per_day: 5}}}}\n", encoding="utf-8")
    assert attest("emails", "--by", "A", "--evidence", "e", "--bind").error == ""
    listed = attest("list").output
    config.write_text(config.read_text(encoding="utf-8").replace("per_day: 5", "per_day: 6"), encoding="utf-8")
    assert "void: stated on 2026-11-20, which lapsed when what the config says of runway" in attest("list").output
    assert attest("renew", "emails", "--by", "A", "--evidence", "e").error == ""
    assert attest("list").output == listed


@needs_ssh_keygen
def test_signing(repository, monkeypatch, tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(home))
    words = ("emails", "--by", "Ana Lima", "--evidence", "e", "--sign")
    assert attest(*words).error == "--sign: there is no SSH key in ~/.ssh"
    (home / ".ssh").mkdir()
    key = make_key(home / ".ssh" / "id_ed25519")
    first = attest(*words)
    assert first.error == "the signature would not count: nobody is allowed to sign yet"
    line = first.hint.splitlines()[-1] + "\n"
    assert line == signer_line('"Ana Lima"', key, 'namespaces="preflight-attestation"')
    assert not (repository / PLACE).exists()
    signers = repository / ALLOWED_SIGNERS
    signers.parent.mkdir()
    signers.write_text(line, encoding="ascii")
    assert attest(*words).output.startswith(
        "recorded: emails for runway by Ana Lima, valid until 2027-02-18 (90 days), signed\n"
    )
    assert "(90 days), signed\n" in attest("list").output
    stranger = attest("moderation", *words[1:], "--sign-with", str(make_key(home / "other")))
    assert "a key that the allowed signers do not list for Ana Lima" in stranger.error
    assert "not signed, as the one before was: add --sign" in attest("renew", *words[:-1]).output
    assert "(90 days), not signed\n" in attest("list").output


def test_an_expiry_that_cannot_be_read_is_shown(repository):
    attest("emails", "--by", "A", "--evidence", "e")
    path = repository / PLACE
    path.write_text(path.read_text(encoding="utf-8").replace("expires: 2027-02-18", "expires: some day"), "utf-8")
    assert "emails for runway: expired: it has no readable expiry date (some day)" in attest("list").output
