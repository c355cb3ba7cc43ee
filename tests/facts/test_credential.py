"""Which key wins, where it was looked for, and what is odd about it."""

import os
from dataclasses import replace

import pytest

from preflight.config.model import DEFAULT, Config, KeySource, ProviderConfig
from preflight.facts.credential import find, find_all
from preflight.facts.inputs import Inputs
from preflight.providers.runtools import RUNTOOLS
from preflight.providers.runway import VENDOR
from tests.keys import runtools_key, runway_key

KEY, OTHER = runway_key(1), runway_key(2)
VARIABLE = "RUNWAYML_API_SECRET"


@pytest.fixture
def look(tmp_path):
    def look(environ=None, source=None, **files):
        for name, text in files.items():
            (tmp_path / f".{name}").write_text(text, encoding="utf-8")
        return find(VENDOR, source or KeySource(), environ=environ or {}, base=tmp_path)

    return look


def test_the_process_environment_wins_over_env_files(look):
    found = look({VARIABLE: KEY}, env=f"{VARIABLE}={OTHER}\n")
    assert found.key.reveal() == KEY
    assert found.source == "the environment"
    assert found.differing == (".env",)


def test_equal_values_do_not_differ(look):
    assert look({VARIABLE: KEY}, env=f'{VARIABLE}="{KEY}"\n').differing == ()


def test_files_are_read_in_their_order(look):
    source = KeySource(files=(".env.local", ".env"))
    found = look(source=source, **{"env.local": f"{VARIABLE}={KEY}", "env": f"{VARIABLE}={OTHER}"})
    assert (found.key.reveal(), found.source, found.differing) == (KEY, ".env.local", (".env",))


def test_nothing_is_interpolated_and_nothing_exported(look):
    found = look({"HOME_KEY": KEY}, env=f"{VARIABLE}=${{HOME_KEY}}\nNEW_VARIABLE=1\n")
    assert not found.well_shaped
    assert "NEW_VARIABLE" not in os.environ


@pytest.mark.parametrize(
    ("raw", "oddities"),
    [
        (KEY, ()),
        (f" {KEY}\n", ("stray whitespace",)),
        (f'"{KEY}"', ("quotes",)),
        (f"'{KEY}' ", ("stray whitespace", "quotes")),
        ("Key_" + KEY[4:], ("a capital in Key_",)),
    ],
)
def test_what_a_paste_leaves_behind_is_cleaned_and_named(look, raw, oddities):
    found = look({VARIABLE: raw})
    assert found.key.reveal() == KEY
    assert found.oddities == oddities
    assert found.well_shaped


@pytest.mark.parametrize(
    "raw", [KEY[:-1], KEY + "0", KEY.upper(), "KEY" + KEY[3:], "sk-something-else", "key_" + "z" * 128]
)
def test_a_value_of_another_form_is_not_taken_for_a_key(look, raw):
    found = look({VARIABLE: raw})
    assert not found.well_shaped
    assert found.length == len(raw)


@pytest.mark.parametrize("raw", ["", "   ", '""'])
def test_an_empty_value_is_no_key_and_still_wins(look, raw):
    found = look({VARIABLE: raw}, env=f"{VARIABLE}={KEY}\n")
    assert (found.key, found.empty) == (None, True)


def test_lookalikes_are_named_wherever_they_are(look):
    found = look({"RUNWAY_API_KEY": KEY}, env=f"RUNWAYML_API_KEY={KEY}\n")
    assert found.key is None
    assert [str(one) for one in found.lookalikes] == [
        "RUNWAY_API_KEY in the environment",
        "RUNWAYML_API_KEY in .env",
    ]


def test_a_configured_variable_is_no_lookalike_of_itself(look):
    found = look({"RUNWAY_API_KEY": KEY}, source=KeySource(env="RUNWAY_API_KEY"))
    assert (found.variable, found.lookalikes) == ("RUNWAY_API_KEY", ())


def test_a_file_that_cannot_be_read_is_said(look, tmp_path):
    os.mkfifo(tmp_path / ".env")
    found = look({VARIABLE: KEY})
    assert len(found.unreadable) == 1
    assert "not a regular file" in found.unreadable[0]


def test_a_line_that_cannot_be_parsed_is_said_and_not_shown(look):
    found = look(env=f'A=1\n{VARIABLE}="{KEY}\nB=2\n')
    assert (found.key, found.empty) == (None, False)
    assert found.unreadable == (f".env:2 ({VARIABLE} cannot be parsed: is a quote left open?)",)
    assert look(env=f"some words\n{VARIABLE}={KEY}\n").unreadable == ()


def test_a_symlink_out_of_the_repository_is_not_followed(look, tmp_path_factory, tmp_path):
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "env"
    elsewhere.write_text(f"{VARIABLE}={KEY}\n", encoding="utf-8")
    (tmp_path / ".env").symlink_to(elsewhere)
    found = look()
    assert found.key is None
    assert "leads out of the directory under review" in found.unreadable[0]


@pytest.mark.parametrize("ending", ["\n", "\r\n", ""])
def test_line_ends_export_comments_and_a_byte_order_mark(look, ending):
    text = f"\ufeff# keys{ending or chr(10)}export {VARIABLE}={KEY} # production{ending}"
    assert look(env=text).key.reveal() == KEY


def test_the_key_is_nowhere_in_the_facts_text(look):
    assert KEY not in repr(look({VARIABLE: KEY}))


def test_without_a_list_of_keys_there_is_one_without_a_name(tmp_path):
    inputs = Inputs(root=tmp_path, base=tmp_path, config=DEFAULT, environ={VARIABLE: KEY})
    (only,) = find_all(VENDOR, inputs).keys
    assert (only.name, only.key.reveal()) == (None, KEY)


def test_the_keys_that_the_config_names_come_in_its_order_set_or_not(tmp_path):
    keys = {name: KeySource(env=f"{name.upper()}_KEY") for name in ("support", "sales", "spare")}
    config = Config(version=1, providers={"runway": ProviderConfig(keys=keys)})
    (tmp_path / ".env").write_text(f"SALES_KEY={OTHER}\n", encoding="utf-8")
    found = find_all(VENDOR, Inputs(root=tmp_path, base=tmp_path, config=config, environ={"SUPPORT_KEY": KEY}))
    assert [(one.name, one.variable, one.source) for one in found.keys] == [
        ("support", "SUPPORT_KEY", "the environment"),
        ("sales", "SALES_KEY", ".env"),
        ("spare", "SPARE_KEY", None),
    ]


@pytest.mark.parametrize("kind", ["live", "test"])
def test_a_development_key_is_known_by_how_it_begins(tmp_path, kind):
    key = runtools_key(kind=kind)
    config = Config(version=1, environment="staging")
    inputs = Inputs(root=tmp_path, base=tmp_path, config=config, environ={"RUNTOOLS_API_KEY": key})
    (found,) = find_all(RUNTOOLS.vendor, inputs).keys
    assert (found.well_shaped, found.development, found.environment) == (True, kind == "test", "staging")
    assert not find_all(RUNTOOLS.vendor, replace(inputs, environ={"RUNTOOLS_API_KEY": key[:-1]})).keys[0].well_shaped
