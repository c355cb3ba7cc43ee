"""What the config expects of a provider, and how to say it where it says nothing."""

from dataclasses import replace

import pytest

from preflight.config.model import DEFAULT, Config, ModelLoad, ProviderConfig
from preflight.facts.inputs import Inputs
from preflight.facts.tables import workload
from preflight.providers.runway import RUNWAY

LOAD = {"gen4.5": ModelLoad(per_day=1)}


def read(config: Config, base):
    return workload.gather(RUNWAY, Inputs(root=base, base=base, config=config, environ={}))


def test_without_a_config_init_writes_one(tmp_path):
    assert read(DEFAULT, tmp_path).remedy.startswith("`preflight init` writes")


@pytest.mark.parametrize("providers", [{}, {"runway": ProviderConfig()}])
def test_a_config_that_is_there_is_added_to(tmp_path, providers, monkeypatch):
    monkeypatch.chdir(tmp_path)
    config = replace(DEFAULT, path=tmp_path / ".preflight.yml", providers=providers)
    told = read(config, tmp_path)
    assert not told.told
    assert told.remedy == (
        "add a `workload:` under `providers.runway` in .preflight.yml (`preflight init --stdout` shows one)"
    )


def test_the_load_is_the_providers_own(tmp_path):
    config = replace(DEFAULT, providers={"runway": ProviderConfig(workload=LOAD)})
    assert read(config, tmp_path).models == LOAD
