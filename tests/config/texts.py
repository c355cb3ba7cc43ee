"""Configs that several tests read, and how they read them."""

import pytest

from preflight.config.load import parse_config
from preflight.config.model import Config
from preflight.errors import ConfigError
from preflight.slugs import CONTRACT_CHECKS

NAME = ".preflight.yml"

CONTRACT = """\
version: 1
environment: production
providers:
  runway:
    key: {env: RUNWAYML_API_SECRET, files: [.env]}     # names, never values
    workload:
      gen4.5: {per_day: 600, peak_per_hour: 90, generation_seconds: 75, credits_each: 60}
      veo3.1: {per_day: 40, output_seconds: 8}         # priced from the dated table
  gptbots:
    region: sg
    keys: {support-agent: {env: GPTBOTS_SUPPORT_KEY}}
environments:                                          # where each environment's key is found
  production: {env: RUNWAYML_API_SECRET}
  staging: {file: .env.staging}
secrets: {exclude: ["tests/fixtures/**"], baseline: .preflight/baseline.json}
monitoring: {error_rate: NAME, requests: NAME, throttled: NAME}
checks: {skip: [attribution], required: [drill], advised: [metrics]}
waivers:
  - {check: daily-volume, subject: veo3.1, reason: "soft launch, 20 a day", by: owner@example.com, expires: 2027-01-15}
"""

PROVIDERS = ("runway", "runtools", "gptbots")

VALID = {
    "the contract's example": CONTRACT,
    "the least": "version: 1\n",
    "document start": "---\nversion: 1\n",
    "flow": '{"version": 1, "environment": "staging"}\n',
    "nothing after a name": "version: 1\nproviders:\n  runway:\nwaivers:\nchecks: ~\nenvironment: null\n",
    "nothing after key": "version: 1\nproviders: {gptbots: {key: , keys: {a: {env: A}}}}\n",
    "settings of one vendor": "version: 1\nproviders: {gptbots: {region: jp}, runtools: {auth: bearer}}\n",
    "empty lists": "version: 1\nwaivers: []\nchecks: {skip: []}\n",
    "block items": (
        "version: 1\nwaivers:\n- check: drill\n  reason: later\n  by: Ana\n  expires: '2027-01-15'\n  subject: gen4.5\n"
    ),
    "numbers": "version: 1\nproviders: {runway: {workload: {m: {per_day: 0, credits_each: 0.5}}}}\n",
    "other scripts": "version: 1\nenvironment: 本番\n",
}
WORKLOAD = "version: 1\nproviders: {{runway: {{workload: {{m: {{{}}}}}}}}}\n"


def parse(text: str) -> Config:
    return parse_config(text, NAME, known_checks=CONTRACT_CHECKS, known_providers=PROVIDERS)


def errors(text: str) -> str:
    with pytest.raises(ConfigError) as caught:
        parse(text)
    return caught.value.message
