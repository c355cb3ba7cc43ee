"""The systems that keep secrets, and words that only those who use one write."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_WORDS: Final = {
    "HashiCorp Vault": (
        r"vault\.hashicorp\.com/", r"\bvault\s+(?:kv\s+)?(?:get|read)\b", r"hashicorp/vault-action",
        r"\bvault_(?:kv|generic)_secret", r"kind:\s*VaultStaticSecret", r"\bVAULT_ADDR\b", r"\bhvac\.Client",
        r"node-vault", r"\bvault:\s*secret/", r"\bvault:[\w/-]+#",
    ),
    "AWS Secrets Manager": (
        r"\bsecretsmanager\b", r"secrets-manager", r"aws_secretsmanager_secret", r"AWS::SecretsManager",
        r"SecretsManagerClient",
    ),
    "AWS Parameter Store": (
        r"arn:aws[\w-]*:ssm:", r"aws_ssm_parameter", r"\{\{resolve:ssm-secure", r"\bssm\s+get-parameter",
    ),
    "Google Secret Manager": (
        r"google_secret_manager_secret", r"projects/[^/\s]+/secrets/", r"\bgcloud\s+secrets\b",
        r"--(?:set|update)-secrets\b", r"\bsecret-manager\b", r"\bsecretmanager\b", r"\bsm://",
        r"SecretManagerServiceClient", r"get-secretmanager-secrets",
    ),
    "Azure Key Vault": (
        r"@Microsoft\.KeyVault\(", r"vault\.azure\.net", r"azurerm_key_vault_secret", r"\bkeyvaultref:",
        r"azure[.-]keyvault", r"keyvault-secrets", r"\bAzureKeyVault@", r"keyvault\s+secret\s+show",
    ),
    "Doppler": (r"\bdoppler\s+(?:run|secrets)\b", r"dopplerhq/", r"\bDOPPLER_TOKEN\b", r"kind:\s*DopplerSecret"),
    "1Password": (
        r"\bop://", r"\bop\s+(?:run|read|inject)\b", r"1password/(?:load-secrets|connect)", r"kind:\s*OnePasswordItem",
    ),
    "Infisical": (r"\binfisical\s+run\b", r"kind:\s*InfisicalSecret", r"Infisical/secrets-action"),
    "SOPS": (r"ENC\[AES256_GCM,", r"\bsops\s+(?:-d|--decrypt|decrypt|exec-env)\b", r"\bsops_file\b"),
    "Sealed Secrets": (r"kind:\s*SealedSecret\b",),
    "External Secrets": (r"kind:\s*(?:Cluster)?ExternalSecret\b",),
    "Heroku": (r"\bheroku\s+config:(?:set|add)\b",),
    "Fly.io": (r"\bfly(?:ctl)?\s+secrets\s+(?:set|import)\b",),
    "Cloudflare": (r"\bwrangler\s+(?:pages\s+)?secret\s+(?:put|bulk)\b",),
    "Vercel": (r"\bvercel\s+env\s+(?:add|pull)\b",),
    "Docker secrets": (r"/run/secrets/",),
    "dotenvx": (r"[\"']?encrypted:[A-Za-z0-9+/]{20}",),
}  # fmt: skip
SYSTEMS: Final[Mapping[str, re.Pattern[str]]] = MappingProxyType(
    {system: re.compile("|".join(words)) for system, words in _WORDS.items()}
)
"""Name for people → what gives the system away, near a mention of the vendor."""
