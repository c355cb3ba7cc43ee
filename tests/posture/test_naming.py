"""Which names are those of keys, and which of them are public."""

import pytest

from tests.posture.builders import BOTH, NAMING


@pytest.mark.parametrize(
    "name",
    [
        "RUNWAYML_API_SECRET",
        "RUNWAY_API_KEY",
        "RUNWAY_API_ACCESS",
        "RUNWAY_TOKEN",
        "MY_RUNWAYML_KEY_2",
        "RUNWAYML_API_SECRET_STAGING",
        "RUNWAY_APIKEY",
        "RUNWAY_API_KEYS",
        "runwayml_api_secret",
        "runwayApiKey",
        "runway-api-key",
        "RUNWAY_SKILLS_API_SECRET",
        "GPTBOTS_SUPPORT_KEY",
        "gptBotsApiKey",
        "VIDEO_KEY",
    ],
)
def test_names_of_keys(name):
    assert BOTH.names_key(name)


@pytest.mark.parametrize(
    "name",
    [
        "RUNWAY_PUB_KEY",
        "RUNWAY_PUBLIC_KEY",
        "RUNWAY_PUBLISHABLE_KEY",
        "RUNWAY_AVATAR_ID",
        "RUNWAY_KEY_ID",
        "RUNWAY_TOKEN_URL",
        "RUNWAY_SECRET_NAME",
        "RUNWAYML_SECRET_ARN",
        "RUNWAYML_API_SECRET_FILE",
        "RUNWAY_MAX_TOKENS",
        "RUNWAY_KEYFRAMES",
        "RUNWAYML_BASE_URL",
        "RUNWAY_ENABLED",
        "OPENAI_API_KEY",
        "API_KEY",
        "VIDEO_SECRET",
        "GPTBOTS_REGION",
    ],
)
def test_names_of_something_else(name):
    assert not BOTH.names_key(name)


@pytest.mark.parametrize(
    ("name", "prefix"),
    [
        ("NEXT_PUBLIC_RUNWAYML_API_SECRET", "NEXT_PUBLIC_"),
        ("VITE_RUNWAY_API_KEY", "VITE_"),
        ("REACT_APP_RUNWAY_TOKEN", "REACT_APP_"),
        ("EXPO_PUBLIC_RUNWAY_KEY", "EXPO_PUBLIC_"),
        ("NUXT_PUBLIC_RUNWAY_SECRET", "NUXT_PUBLIC_"),
        ("PUBLIC_RUNWAY_KEY", "PUBLIC_"),
        ("GATSBY_RUNWAY_API_KEY", "GATSBY_"),
        ("VITE_VIDEO_KEY", "VITE_"),
        ("NEXT_PUBLIC_RUNWAY_PUB_KEY", None),
        ("NEXT_PUBLIC_RUNWAY_AVATAR_ID", None),
        ("NEXT_PUBLIC_RUNWAY_ENABLED", None),
        ("VITE_RUNWAY_TOKEN_ENDPOINT", None),
        ("VITE_OPENAI_API_KEY", None),
        ("RUNWAYML_API_SECRET", None),
        ("MY_VITE_RUNWAY_KEY", None),
    ],
)
def test_a_public_prefix_on_the_name_of_a_key_exposes_it(name, prefix):
    assert BOTH.exposed(name) == prefix


def test_only_the_judged_vendors_count():
    assert not NAMING.names_key("GPTBOTS_API_KEY")


@pytest.mark.parametrize(
    ("name", "shapeless"), [("GPTBOTS_API_KEY", True), ("RUNWAYML_API_SECRET", False), ("VIDEO_KEY", False)]
)
def test_a_vendor_may_document_no_form(name, shapeless):
    assert BOTH.shapeless(name) is shapeless
