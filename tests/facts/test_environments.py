"""The keys of the declared environments: read where they can be, else as recorded."""

from datetime import date

import pytest

from preflight.config.model import Config, EnvironmentSource, KeySource, ProviderConfig
from preflight.facts.environments import environment_keys, keys_path
from preflight.facts.inputs import Inputs
from preflight.posture.environment_keys import Recorded
from preflight.posture.keys_file import load, save
from preflight.providers.runway import RUNWAY
from preflight.redact import Secret, redact
from tests.keys import runway_key

NAME = "RUNWAYML_API_SECRET"
ONE, TWO = runway_key(1), runway_key(2)
PRODUCTION = EnvironmentSource(env=NAME)
STAGING = EnvironmentSource(file=".env.staging")


def inputs(tmp_path, environ=None, base=None, config=None, **environments):
    declared = {name: source for name, source in environments.items() if source}
    config = config or Config(version=1, environments=declared)
    return Inputs(root=tmp_path, base=base or tmp_path, config=config, environ=environ or {})


def gathered(*args, **named):
    return environment_keys.gather(inputs(*args, **named), (RUNWAY,))


def seen(keys):
    return [(one.environment, one.source, one.key and str(one.key)) for one in keys.keys]


def test_they_are_read_from_variables_and_files(tmp_path):
    (tmp_path / ".env.staging").write_text(f"# staging\nexport {NAME}='{TWO}'\n")
    keys = gathered(tmp_path, {NAME: f" {ONE}\n"}, production=PRODUCTION, staging=STAGING)
    assert seen(keys) == [
        ("production", f"{NAME} in the environment", redact(ONE)),
        ("staging", f"{NAME} in .env.staging", redact(TWO)),
    ]
    assert keys.missing == {}
    assert [one.environment for one in keys.users_of(Secret(ONE))] == ["production"]
    assert ONE not in repr(keys)


def test_the_file_is_named_as_the_repository_sees_it(tmp_path):
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / ".env.staging").write_text(f"{NAME}={TWO}\n")
    keys = gathered(tmp_path, base=tmp_path / "app", staging=STAGING)
    assert [one.file for one in keys.keys] == ["app/.env.staging"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (None, ".env.staging: cannot be read: no such file or directory"),
        ("OTHER=1\n", f"{NAME} is not set in .env.staging"),
        (f'A=1\n{NAME}="open\n', f".env.staging:2: {NAME} cannot be parsed: is a quote left open?"),
        (f"{NAME}=\n", f"{NAME} is empty in .env.staging"),
        (f"{NAME}=your-key-here\n", f"{NAME} in .env.staging is an example or a reference, no key"),
        (f"{NAME}=${{OTHER}}\n", f"{NAME} in .env.staging is an example or a reference, no key"),
        (b"\xff\xfe\0", ".env.staging:1: not UTF-8 (byte 1 of the line)"),
    ],
)
def test_what_cannot_be_read_says_why(tmp_path, monkeypatch, content, reason):
    monkeypatch.chdir(tmp_path)
    if content is not None:
        (tmp_path / ".env.staging").write_bytes(content if isinstance(content, bytes) else content.encode())
    keys = gathered(tmp_path, staging=STAGING)
    assert keys.missing == {"staging": reason}
    assert keys.keys == ()


def test_a_link_out_of_the_repository_is_not_followed(tmp_path):
    (tmp_path / "outside").write_text(f"{NAME}={ONE}\n")
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / ".env.staging").symlink_to(tmp_path / "outside")
    assert "symlink" in gathered(tmp_path / "app", staging=STAGING).missing["staging"]


def test_of_environments_that_share_a_variable_this_process_is_the_one_about_to_launch(tmp_path):
    keys = gathered(tmp_path, {NAME: ONE}, production=PRODUCTION, alice=PRODUCTION, bob=EnvironmentSource(env=NAME))
    assert seen(keys) == [("production", f"{NAME} in the environment", redact(ONE))]
    assert keys.missing == {
        "alice": f"{NAME} is also that of production and bob",
        "bob": f"{NAME} is also that of production and alice",
    }


def test_the_same_file_on_several_machines_is_nobodys_until_recorded(tmp_path):
    (tmp_path / ".env").write_text(f"{NAME}={ONE}\n")
    keys = gathered(tmp_path, alice=EnvironmentSource(file=".env"), bob=EnvironmentSource(file=".env"))
    assert keys.keys == ()
    assert keys.missing == {"alice": ".env is also that of bob", "bob": ".env is also that of alice"}


def record(tmp_path, **keys):
    place = keys_path(inputs(tmp_path))
    records = load(place)
    made = {n: Recorded(keys={NAME: records.hash(Secret(key))}, on=date(2026, 11, 1)) for n, key in keys.items()}
    save(place, type(records)(salt=records.salt, environments=made))


def test_what_is_not_here_is_as_recorded(tmp_path):
    record(tmp_path, staging=TWO, old=ONE)
    keys = gathered(tmp_path, {NAME: ONE}, production=PRODUCTION, staging=STAGING)
    assert seen(keys) == [
        ("production", f"{NAME} in the environment", redact(ONE)),
        ("staging", f"{NAME} as recorded on 2026-11-01", None),
    ]
    assert keys.missing == {}
    assert keys.undeclared == ("old",)
    assert [one.environment for one in keys.users_of(Secret(TWO))] == ["staging"]


def test_a_record_of_the_key_that_is_read_adds_nothing(tmp_path):
    record(tmp_path, production=ONE)
    keys = gathered(tmp_path, {NAME: ONE}, production=PRODUCTION)
    assert len(keys.keys) == 1
    assert keys.changed == {}


def test_a_record_of_another_key_counts_too_and_is_told(tmp_path):
    record(tmp_path, production=TWO)
    keys = gathered(tmp_path, {NAME: ONE}, production=PRODUCTION)
    assert [one.source for one in keys.keys] == [f"{NAME} in the environment", f"{NAME} as recorded on 2026-11-01"]
    assert keys.changed == {"production": date(2026, 11, 1)}


def test_the_config_may_name_other_variables(tmp_path):
    (tmp_path / ".env.staging").write_text(f"VIDEO_KEY={ONE}\n{NAME}={TWO}\n")
    config = Config(
        version=1,
        environments={"staging": STAGING},
        providers={"runway": ProviderConfig(key=KeySource(env="VIDEO_KEY"))},
    )
    assert seen(gathered(tmp_path, config=config)) == [
        ("staging", "VIDEO_KEY in .env.staging", redact(ONE)),
        ("staging", f"{NAME} in .env.staging", redact(TWO)),
    ]


def test_a_file_may_set_the_key_under_a_name_that_the_sdk_ignores(tmp_path):
    (tmp_path / ".env.staging").write_text(f"RUNWAY_API_KEY={ONE}\n{NAME}=\nRUNWAY_KEY_ID=x\n")
    keys = gathered(tmp_path, staging=STAGING)
    assert seen(keys) == [("staging", "RUNWAY_API_KEY in .env.staging", redact(ONE))]
    assert keys.missing == {}
