"""Names of test providers, and trees of files, for the tests of what is recognised in them."""

from preflight.posture.naming import Naming
from preflight.providers.base import Vendor
from preflight.providers.runway import VENDOR as RUNWAY

GPTBOTS = Vendor(
    name="gptbots",
    title="GPTBots",
    key_variable="GPTBOTS_API_KEY",
    base_url_variable="GPTBOTS_BASE_URL",
    base_url="https://api-sg.gptbots.ai",
    hosts=frozenset({"api-sg.gptbots.ai"}),
)
"""Its keys have no documented form."""
NAMING = Naming((RUNWAY,))
BOTH = Naming((RUNWAY, GPTBOTS), ("VIDEO_KEY",))
