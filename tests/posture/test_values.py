"""What a value is."""

import random
import string

import pytest

from preflight.posture.values import Value, value_of
from tests.keys import runway_key
from tests.posture.builders import BOTH

RANDOM = "".join(random.Random(3).choices(string.ascii_letters + string.digits, k=32))


@pytest.mark.parametrize("text", [runway_key(), runway_key(7)])
def test_a_key_has_the_documented_form(text):
    assert value_of(text, BOTH) is Value.KEY


@pytest.mark.parametrize("text", [RANDOM, f"app-{RANDOM}", runway_key()[:100], runway_key().upper()])
def test_what_looks_drawn_at_random_may_be_one(text):
    assert value_of(text, BOTH) is Value.LIKELY


@pytest.mark.parametrize(
    "text",
    [
        "${RUNWAYML_API_SECRET}",
        "$RUNWAYML_API_SECRET",
        "${RUNWAYML_API_SECRET:?set it}",
        "${{ secrets.RUNWAYML_API_SECRET }}",
        "$(vault kv get -field=key secret/runway)",
        "{{ .Values.runway.key }}",
        "%RUNWAY_KEY%",
        "op://prod/runway/credential",
        "ENC[AES256_GCM,data:abcdef,iv:xyz,tag:0123,type:str]",
        "encrypted:BD9XabcdefghijklmnoPQRSTUV0123456789",
        "vault:secret/data/runway#key",
        "ref+awssecrets://runway",
        "arn:aws:secretsmanager:us-east-1:123456789012:secret:runway-AbCdEf",
        "projects/p/secrets/runway/versions/latest",
        "@Microsoft.KeyVault(SecretUri=https://v.vault.azure.net/secrets/runway)",
        "credentials('runway-key')",
        "process.env.RUNWAYML_API_SECRET",
        "var.runway_api_key",
        "!Ref RunwayKey",
        "*anchor",
        "/run/secrets/runway",
    ],
)
def test_a_reference_is_no_key(text):
    assert value_of(text, BOTH) is Value.REFERENCE


@pytest.mark.parametrize(
    "text",
    [
        "",
        "your-runway-api-key-goes-here-0123456789",
        "changeme",
        "key_0123456789abcdef",
        "key_123...890",
        "key_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        "<your key>",
        "test",
        "runway-key:latest",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "abcdefghijklmnopqrstuvwxyz012345",
        "replace-me-1234567890abcdef",
        "a sentence with 16 characters and more",
    ],
)
def test_an_example_is_no_key(text):
    assert value_of(text, BOTH) is Value.PLACEHOLDER
