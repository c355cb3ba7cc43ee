"""The `.env` files beside a config, ignored ones too: which variables they set. Values are not looked at."""

import io
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from preflight.errors import PreflightError
from preflight.files import read_text

_PREFIX: Final = ".env"
_EXAMPLES: Final = frozenset({"example", "sample", "template", "dist", "defaults", "schema", "vault", "keys", "me"})
_LOCAL: Final = frozenset({"local"})
_SAME: Final = {
    "prod": "production",
    "live": "production",
    "stage": "staging",
    "dev": "development",
    "ci": "test",
    "testing": "test",
}
_MOST: Final = 50


def env_files(base: Path, within: Path) -> Iterator[tuple[str, frozenset[str]]]:
    """Name of each file in `base`, and the variables that it sets. One that cannot be read sets none."""
    try:
        names = sorted(entry.name for entry in os.scandir(base) if entry.name.startswith(_PREFIX))
    except OSError:
        return
    for name in names[:_MOST]:
        parts = name.removeprefix(_PREFIX).strip(".").split(".")
        if name != _PREFIX and (name[len(_PREFIX)] != "." or _EXAMPLES & set(parts)):
            continue
        try:
            text = read_text(base / name, within=within)
        except PreflightError:
            continue
        from dotenv import dotenv_values

        values: Mapping[str, str | None] = dotenv_values(stream=io.StringIO(text), interpolate=False)
        yield name, frozenset(variable for variable, value in values.items() if value)


def environment_of(name: str) -> str | None:
    """`.env.staging` → `staging`; None for `.env` and `.env.local`, which are nobody's in particular."""
    parts = [part for part in name.removeprefix(_PREFIX).split(".") if part and part not in _LOCAL]
    if len(parts) != 1 or not parts[0].replace("-", "").replace("_", "").isalnum() or not parts[0].isascii():
        return None
    word = parts[0].lower()
    return _SAME.get(word, word)
