"""GitPython on a leash: it starts git as all else does. Import it through `preflight.git.open_repo`."""

import subprocess
from collections.abc import Mapping
from typing import IO, Any

from preflight.errors import GitError
from preflight.git import RUN_SECONDS, Git

try:
    import git
    from git.config import GitConfigParser
except ImportError as error:  # GitPython looks for git as it is imported
    raise GitError("GitPython finds no git", hint="install git 2.31 or newer") from error


_PATCH_SETTING = ["-c", "diff.mnemonicPrefix=false"]  # which GitPython asks for, and `preflight.git` sets


class SafeGitCommand(git.Git):
    """Builds command lines as GitPython does, and starts them as `preflight.git` does."""

    __slots__ = ("safe",)

    safe: Git

    def execute(self, command: Any, istream: IO[bytes] | int | None = None, *_: Any, **options: Any) -> Any:
        """Runs `command` (`["git", …]`); of GitPython's options, those that its own read-only calls use.

        Raises:
            git.GitCommandError: unless `with_exceptions` is false.
        """
        args = [str(part) for part in command[1:]]
        if args[:2] == _PATCH_SETTING:
            del args[:2]
        safe_command = self.safe.command(*args)
        process = subprocess.Popen(
            safe_command,
            cwd=self.safe.repository.root,
            env=self.safe.environment,
            stdin=istream or subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        if options.get("as_process"):
            return self.AutoInterrupt(process, safe_command)
        return _answer(process, safe_command, options)


def _answer(process: "subprocess.Popen[bytes]", command: list[str], options: Mapping[str, Any]) -> Any:
    """What GitPython's callers expect of a command: text or bytes, alone or with status and stderr."""
    with process:
        try:
            stdout, stderr = process.communicate(timeout=options.get("kill_after_timeout") or RUN_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            raise git.GitCommandError(command, "timeout") from None
    if process.returncode and options.get("with_exceptions", True):
        raise git.GitCommandError(command, process.returncode, stderr, stdout)
    if options.get("strip_newline_in_stdout", True):
        stdout = stdout.removesuffix(b"\n")
    answer = stdout.decode("utf-8", "surrogateescape") if options.get("stdout_as_string", True) else stdout
    if options.get("with_extended_output"):
        return process.returncode, answer, stderr.decode("utf-8", "surrogateescape")
    return answer


class SafeRepo(git.Repo):
    """A `git.Repo` that was found by `preflight.gitdir` and talks to git through `preflight.git`."""

    GitCommandWrapperType = SafeGitCommand

    def __init__(self, safe: Git) -> None:
        super().__init__(safe.repository.root, expand_vars=False)
        # GitPython believes core.worktree; what is read must lie in the directory under review.
        self._bare = safe.repository.bare
        self._working_tree_dir = None if self._bare else str(safe.repository.root)
        self.working_dir = str(safe.repository.root)
        self.git = SafeGitCommand(self.working_dir)
        self.git.safe = safe
        self.odb = git.GitCmdObjectDB(str(safe.repository.common / "objects"), self.git)

    def _config_reader(self, config_level: Any = None, git_dir: Any = None) -> GitConfigParser:
        levels: list[Any] = [config_level] if config_level else list(self.config_level)
        files = [self._get_config_path(level, git_dir) for level in levels]
        return GitConfigParser(files, read_only=True, merge_includes=False, repo=self)
