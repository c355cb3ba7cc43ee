"""Keys damaged, cut, split and re-joined from commit to commit: the default finds what reading everything finds."""

import pytest

from bench.histories import build
from preflight.secrets.store.model import Rules
from preflight.secrets.store.prefilter import Prefilter
from tests.secrets.store.stores import EXHAUSTIVE, examine, found, look, oracle

SEEDS = range(1000, 1048)


@pytest.mark.parametrize("seed", SEEDS)
def test_adversarial_histories(tmp_path, seed):
    """No miss among these; over many seeds at most one key in a thousand may be missed (`python -m bench.fuzz`)."""
    build(tmp_path, seed=seed)
    expected = oracle(tmp_path)

    assert found(look(tmp_path / "objects", rules=EXHAUSTIVE)) == expected
    assert found(look(tmp_path / "objects")) == expected
    prepared = Rules(Prefilter(), examine)
    prepared.prefilter.prepare()
    assert found(look(tmp_path / "objects", rules=prepared)) == expected
