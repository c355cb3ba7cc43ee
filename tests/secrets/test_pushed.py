"""Has a leaked key left this machine?"""

from pathlib import Path

from preflight.secrets.model import ScanRequest
from preflight.secrets.scan import scan
from tests.keys import runway_key
from tests.repos import TestRepo, make_repo


def test_a_finding_says_whether_a_remote_branch_has_its_commit(tmp_path: Path) -> None:
    origin = make_repo(tmp_path / "origin")
    origin.commit({"old.py": runway_key(1)})
    origin.git("clone", "-q", str(origin.root), str(tmp_path / "clone"))
    clone = TestRepo(tmp_path / "clone")
    clone.commit({"new.py": runway_key(2)})
    found = {f.path: f.pushed for f in scan(ScanRequest(root=clone.root)).findings if f.where == "history"}
    assert found == {"old.py": True, "new.py": False}


def test_without_a_remote_branch_nobody_can_tell(tmp_path: Path) -> None:
    repo = make_repo(tmp_path / "repo")
    repo.commit({"app.py": runway_key()})
    assert {finding.pushed for finding in scan(ScanRequest(root=repo.root)).findings} == {None}
