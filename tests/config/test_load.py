from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from preflight.config.load import parse_config
from preflight.config.model import (
    DEFAULT,
    ChecksConfig,
    Config,
    EnvironmentSource,
    KeySource,
    Located,
    ModelLoad,
    MonitoringConfig,
    Position,
    ProviderConfig,
    SecretsConfig,
    Waiver,
)
from preflight.errors import ConfigError
from tests.config.texts import CONTRACT, NAME, PROVIDERS, VALID, WORKLOAD, errors, parse


def test_the_contracts_example_means_what_it_says():
    assert parse(CONTRACT) == Config(
        version=1,
        environment="production",
        providers={
            "runway": ProviderConfig(
                key=KeySource(env="RUNWAYML_API_SECRET", files=(".env",)),
                workload={
                    "gen4.5": ModelLoad(
                        per_day=600, peak_per_hour=90, generation_seconds=Decimal(75), credits_each=Decimal(60)
                    ),
                    "veo3.1": ModelLoad(per_day=40, output_seconds=Decimal(8)),
                },
            ),
            "gptbots": ProviderConfig(region="sg", keys={"support-agent": KeySource(env="GPTBOTS_SUPPORT_KEY")}),
        },
        environments={
            "production": EnvironmentSource(env="RUNWAYML_API_SECRET"),
            "staging": EnvironmentSource(file=".env.staging"),
        },
        secrets=SecretsConfig(exclude=(Located("tests/fixtures/**"),), baseline=Located(".preflight/baseline.json")),
        monitoring=MonitoringConfig(error_rate="NAME", requests="NAME", throttled="NAME"),
        checks=ChecksConfig(
            skip=(Located("attribution"),), required=(Located("drill"),), advised=(Located("metrics"),)
        ),
        waivers=(
            Waiver(
                check="daily-volume",
                subject="veo3.1",
                reason="soft launch, 20 a day",
                by="owner@example.com",
                expires=date(2027, 1, 15),
            ),
        ),
    )


@pytest.mark.parametrize("text", [CONTRACT, CONTRACT.replace("\n", "\r\n"), CONTRACT.replace("\n", "\r")])
def test_everything_remembers_where_it_stood(text):
    config = parse(text)
    assert config.providers["runway"].position == Position(NAME, 5, 5)
    assert config.providers["runway"].workload["veo3.1"].position == Position(NAME, 8, 15)
    assert config.environments["staging"].position == Position(NAME, 14, 12)
    assert config.secrets.exclude[0].position == Position(NAME, 15, 21)
    assert config.checks.required[0].position == Position(NAME, 17, 42)
    assert str(config.waivers[0].position) == ".preflight.yml:19:5"


@pytest.mark.parametrize("text", VALID.values(), ids=VALID)
def test_valid_texts_load(text):
    assert parse(text).version == 1


@pytest.mark.parametrize(
    ("text", "config"),
    [
        ("version: 1\nenvironment: no\n", replace(DEFAULT, environment="no")),
        ("version: 1\nenvironment: on\n", replace(DEFAULT, environment="on")),
        ("version: 1\nenvironment: 010\n", replace(DEFAULT, environment="010")),
        ("version: 1\nenvironment: 'null'\n", replace(DEFAULT, environment="null")),
        ("version: 1\nenvironment: ~\nwaivers:\n", DEFAULT),
        (
            "version: 1\nenvironments: {y: {env: n}}\n",
            replace(DEFAULT, environments={"y": EnvironmentSource(env="n")}),
        ),
        ("version: 1\nproviders: {runway: }\n", replace(DEFAULT, providers={"runway": ProviderConfig()})),
    ],
)
def test_words_that_yaml_takes_for_something_else_stay_words(text, config):
    assert parse(text) == config


@pytest.mark.parametrize(
    ("written", "credits"),
    [("60", "60"), ("1_000", "1000"), ("0.5", "0.5"), ("7.50", "7.5"), ("0", "0"), ("1000000000000", "1e12")],
)
def test_numbers_that_are_read(written, credits):
    config = parse(WORKLOAD.format(f"credits_each: {written}"))
    assert config.providers["runway"].workload["m"].credits_each == Decimal(credits)


@pytest.mark.parametrize(
    "written",
    [
        *["010", "0x10", "0o10", "1:30", ".5", "5.", "1e3", "1__0", "1_", "+1", "1.000.000", "6 0", "١٢"],
        *[".inf", "-.inf", ".nan", "NaN", "Infinity", "yes", "1000000000001", "9" * 5000],
        *["'60'", '"60"', "''", "[60]", "{a: 1}"],
    ],
)
@pytest.mark.parametrize("field", ["per_day", "credits_each"])
def test_numbers_that_are_refused(field, written):
    assert errors(WORKLOAD.format(f"{field}: {written}")).startswith(f".preflight.yml:2:{39 + len(field)}: ")


def test_without_all_packs_any_well_formed_slug_will_do():
    text = "version: 1\nchecks: {skip: [their-own-check]}\n"
    config = parse_config(text, NAME, known_checks=None, known_providers=PROVIDERS)
    assert config.checks.skip == (Located("their-own-check"),)
    with pytest.raises(ConfigError, match="expected the name of a check"):
        parse_config("version: 1\nchecks: {skip: [Not A Slug]}\n", NAME, known_checks=None, known_providers=None)
