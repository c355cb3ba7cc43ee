"""Which commits have left this machine, as far as the clone can tell."""

from collections.abc import Collection, Mapping

from preflight.errors import GitError
from preflight.git import Git


def pushed(git: Git, commits: Collection[str]) -> Mapping[str, bool]:
    """By commit, whether a remote-tracking branch has it; empty where there is no such branch, or git fails."""
    if not commits:
        return {}
    try:
        if not git.run("for-each-ref", "--count=1", "--format=%(refname)", "refs/remotes"):
            return {}
        unpushed = set()
        wanted = "".join(f"{commit}\n" for commit in sorted(commits)).encode()
        with git.stream("rev-list", "--stdin", "--not", "--remotes", stdin=wanted) as process:
            while line := process.readline():
                name = line.decode("ascii").strip()
                if name in commits:
                    unpushed.add(name)
    except GitError:
        return {}
    return {commit: commit not in unpushed for commit in commits}
