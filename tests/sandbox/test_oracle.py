"""The vendor's own client understands the sandbox: its typed models hold the scenario's data."""

from datetime import date

import pytest
from runwayml import AuthenticationError, BadRequestError, RunwayML

from preflight.sandbox.runway import ORGANIZATIONS, usage_on
from preflight.sandbox.scenarios import HEALTHY, SCENARIOS
from preflight.sandbox.server import serve


def official(sandbox, **options):
    return RunwayML(api_key=sandbox.key.reveal(), max_retries=0, _strict_response_validation=True, **options)


@pytest.mark.parametrize("name", ["healthy", "no-credits", "tier-too-small"])
def test_organization(name):
    scenario = SCENARIOS[name]
    with serve(scenario) as sandbox, official(sandbox, base_url=sandbox.url) as client:
        answer = client.organization.retrieve()
    assert answer.to_dict(mode="json") == ORGANIZATIONS[scenario.standing]
    assert isinstance(answer.credit_balance, int)
    assert answer.tier.models["gen4.5"].max_daily_generations in {50, 5_000}


def test_usage():
    with serve(HEALTHY) as sandbox, official(sandbox, base_url=sandbox.url) as client:
        answer = client.organization.retrieve_usage(start_date="2026-10-01", before_date=date(2026, 10, 15))
    assert [day.date for day in answer.results] == [date(2026, 10, number) for number in range(1, 15)]
    for day in answer.results:
        assert {credit.model: credit.amount for credit in day.used_credits} == usage_on(day.date)
    assert set(answer.models) == {credit.model for day in answer.results for credit in day.used_credits}


def test_the_environment_alone_points_the_client_here(monkeypatch):
    with serve(HEALTHY) as sandbox:
        monkeypatch.setenv("RUNWAYML_BASE_URL", sandbox.url)
        monkeypatch.setenv("RUNWAYML_API_SECRET", sandbox.key.reveal())
        with RunwayML(max_retries=0) as client:
            assert client.organization.retrieve().credit_balance == 420_000


def test_errors_are_the_clients_own():
    with (
        serve(SCENARIOS["bad-key"]) as sandbox,
        official(sandbox, base_url=sandbox.url) as client,
        pytest.raises(AuthenticationError),
    ):
        client.organization.retrieve()
    with serve(HEALTHY) as sandbox, official(sandbox, base_url=sandbox.url) as client:
        with pytest.raises(BadRequestError):
            client.organization.retrieve_usage(start_date="2026-01-01", before_date="2026-12-31")
        client.runway_version = "2023-01-01"
        with pytest.raises(BadRequestError):
            client.organization.retrieve()
