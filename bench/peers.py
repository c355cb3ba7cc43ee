"""Other scanners, where they are on PATH: each is given the one rule, and nothing to ask online."""

import shutil
import subprocess
from pathlib import Path
from typing import Final

PATTERN: Final = "key_[0-9a-f]{128}"
SCANNED: Final = (0, 1, 3)
"""How our own scan ends: clean, keys, not everything could be read."""
KINGFISHER: Final = (0, 200)
_KINGFISHER_RULE: Final = f"""\
rules:
  - name: Key
    id: bench.key.1
    pattern: ({PATTERN})
    min_entropy: 0
    confidence: medium
    examples: []
"""
_DETECT_SECRETS_PLUGIN: Final = f"""\
import re

from detect_secrets.plugins.base import RegexBasedDetector


class OneRule(RegexBasedDetector):
    secret_type = "key"
    denylist = [re.compile({PATTERN!r})]
"""


def kingfisher(folder: Path) -> list[str]:
    """Its command line, but for the repository; empty where it is not there. The rule is written to `folder`."""
    program = shutil.which("kingfisher")
    if program is None:
        return []
    (folder / "rule.yml").write_text(_KINGFISHER_RULE)
    options = ["--no-validate", "--load-builtins", "false", "--rules-path", str(folder), "--rule", "bench"]
    return [program, "scan", *options, "--no-update-check", "--max-file-size", "10000"]


def detect_secrets(folder: Path, repo: Path) -> list[str]:
    """Its command line for the files on disk of a repository; empty where it is not there."""
    program = shutil.which("detect-secrets")
    if program is None:
        return []
    plugin = folder / "one_rule.py"
    plugin.write_text(_DETECT_SECRETS_PLUGIN)
    listed = [program, "scan", "--list-all-plugins"]
    others = subprocess.run(listed, capture_output=True, text=True, check=True).stdout.split()
    off = [part for name in others for part in ("--disable-plugin", name)]
    return [program, "-C", str(repo), "scan", "--all-files", "--no-verify", "--plugin", str(plugin), *off]
