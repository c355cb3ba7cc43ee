"""Every kind of hiding place, in one repository; the long version is `python -m bench.recall`."""

from pathlib import Path

import pytest

from bench.recall import measure


@pytest.mark.parametrize("options", [(), ("--exhaustive",)], ids=["default", "exhaustive"])
def test_every_planted_key_is_found_and_no_decoy(tmp_path: Path, options: tuple[str, ...]) -> None:
    recall = measure(tmp_path, size="small", seed=7, options=options)
    assert recall.planted.total() > 100
    assert dict(recall.missed) == {}
    assert dict(recall.unsure) == {}
    assert recall.decoys == 0
