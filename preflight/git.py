"""The one way a git process is started: it runs no program of the repository, fetches and writes nothing.

A repository under review is hostile: its config can name programs (fsmonitor, hooks, filters, text
converters, a pager, an ssh command), make git read another work tree, or fetch what a partial clone lacks.
Three things stop that:

- the environment is built anew: the caller's `GIT_*` are gone, the git dir and the work tree are pinned
  (which also leaves nothing for git's ownership check to discover), no transport is allowed;
- settings that run programs or hide history are overridden from the environment, which beats config files;
- drivers, whose names only the repository knows, are listed first (`git config` runs nothing) and blanked.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, nullcontext, suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from preflight.errors import GitError, GitStalled
from preflight.git_process import Running, start
from preflight.gitdir import GitDir, find_git_dir

if TYPE_CHECKING:
    from preflight.git_python import SafeRepo

_ENVIRONMENT: Final = {
    "GIT_ALLOW_PROTOCOL": "none",  # beats protocol.*.allow; stops lazy fetches in any git, old ones too
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_GRAFT_FILE": os.devnull,  # grafts would hide history
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LANGUAGE": "C",
    "LC_ALL": "C",
}
_SETTINGS: Final = {
    "core.alternateRefsCommand": "",
    "core.askPass": "",
    "core.attributesFile": os.devnull,
    "core.checkStat": "default",  # a weaker look would take a changed file for unchanged; so would no look at ctime
    "core.commitGraph": "false",  # a forged one would hide parents
    "core.fsmonitor": "false",
    "core.hooksPath": os.devnull,
    "core.pager": "",
    "core.sshCommand": os.devnull,
    "core.trustctime": "true",
    "core.untrackedCache": "false",
    "credential.helper": "",
    "diff.external": "",
    "diff.ignoreSubmodules": "all",
    "diff.mnemonicPrefix": "false",
    "diff.noPrefix": "false",
    "diff.orderFile": os.devnull,
    "gc.auto": "0",
    "gpg.openpgp.program": os.devnull,
    "gpg.program": os.devnull,
    "gpg.ssh.program": os.devnull,
    "gpg.x509.program": os.devnull,
    "log.mailmap": "false",
    "log.showRoot": "true",
    "log.showSignature": "false",
    "maintenance.auto": "false",
    "protocol.allow": "never",
    "safe.directory": "*",  # for this call only, should a git check the owner of a pinned git dir as well
    "status.submoduleSummary": "false",
    "submodule.recurse": "false",
}
# Options that a command needs, beside the settings, to run no driver and to look into no submodule:
# `.gitmodules` beats diff.ignoreSubmodules.
_PATCH: Final = ("--no-ext-diff", "--no-textconv", "--ignore-submodules=all")
_OPTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    **dict.fromkeys(("diff", "diff-files", "diff-index", "diff-tree", "log", "show", "whatchanged"), _PATCH),
    **dict.fromkeys(("blame", "grep"), ("--no-textconv",)),
    "status": ("--ignore-submodules=all",),
}
_DRIVERS: Final = r"^(diff\..*\.(command|textconv)|filter\..*\.(clean|smudge|process|required)"
_PROMISES: Final = r"extensions\.partialclone|remote\..*\.promisor)$"

RUN_SECONDS: Final = 120.0
_QUICK_SECONDS: Final = 10.0
_QUICK: Final = {"config", "rev-parse", "symbolic-ref", "for-each-ref"}
"""Commands that read a few small files: where one of those does not answer, it waits for a pipe or a dead disk."""
RUN_BYTES: Final = 64 << 20


_STALLED: Final[dict[Path, GitStalled]] = {}
"""Repositories whose config git could not read to its end, for the life of this process."""


class Git:
    """Runs git on one repository. Methods raise GitError where git is absent, refuses, fails or stalls.

    No dataclass, as nothing is that a commit hook imports: `dataclasses` takes longer to load than git to answer.
    """

    def __init__(self, repository: GitDir, index_file: Path | None = None) -> None:
        """`index_file`: the index a commit hook was given (its `GIT_INDEX_FILE`), in place of the repository's own."""
        if index_file and repository.path.resolve() not in index_file.resolve().parents:
            raise GitError("GIT_INDEX_FILE names a file outside the repository's git directory")
        self.repository: Final = repository
        self.index_file: Final = index_file
        self._ahead: dict[tuple[str, ...], Running] = {}

    @classmethod
    def at(cls, path: Path) -> "Git":
        """Git on the repository that holds `path`."""
        found = find_git_dir(path)
        if found is None:
            raise GitError("not a git repository", hint="give a path inside a clone")
        return cls(found)

    def run(
        self,
        *args: str,
        stdin: bytes | None = None,
        seconds: float | None = None,
        limit: int = RUN_BYTES,
        accept: Sequence[int] = (0,),
    ) -> bytes:
        """Stdout of `git ARGS`; at most `limit` bytes, with no wait for output longer than `seconds` (see `stream`).

        An exit status outside of `accept` is an error.
        """
        with self.stream(*args, stdin=stdin, seconds=seconds, accept=accept) as process:
            output = process.read(limit + 1)
            if len(output) > limit:
                raise GitError(f"git {args[0]} answered more than {limit:,} bytes")
        return output

    @contextmanager
    def stream(
        self,
        *args: str,
        stdin: bytes | Running | None = None,
        seconds: float | None = None,
        accept: Sequence[int] = (0,),
    ) -> Iterator[Running]:
        """`git ARGS` while it runs; its input is `stdin`, whole, or another stream's output.

        A block that ends before the output does ends git too; one that read it all learns of a failure here.
        `seconds` bounds each wait for output, not the whole run; by default by the kind of command.
        """
        seconds = seconds or (_QUICK_SECONDS if args[0] in _QUICK else RUN_SECONDS)
        ahead = self._ahead.pop(args, None) if stdin is None else None
        with nullcontext(ahead) if ahead else self.aside(*args, stdin=stdin) as process:
            with process.watched(seconds):
                yield process
            process.finish(seconds, accept=accept)

    @contextmanager
    def ahead(self, *commands: tuple[str, ...]) -> Iterator[None]:
        """Within the block, `stream` finds these commands under way already; each once."""
        with ExitStack() as stack:
            for args in commands:
                if args in self._ahead:
                    continue
                with suppress(GitError):  # whoever asks for it is told
                    self._ahead[args] = stack.enter_context(self.aside(*args))
            try:
                yield
            finally:
                self._ahead.clear()

    @contextmanager
    def aside(self, *args: str, stdin: bytes | Running | None = None) -> Iterator[Running]:
        """`git ARGS` while the block does other things; it is for the block to read it, `watched`, and `finish` it.

        What watches a process is a thread, and beside a thread this process could not fork.
        """
        with start(self.command(*args), cwd=self.repository.root, env=self.environment, stdin=stdin) as process:
            yield process

    def command(self, *args: str) -> list[str]:
        """The argument vector of `git ARGS`, with the options that keep pagers and drivers from running."""
        name, *rest = args
        if name.startswith("-"):  # it could hide the command's name, or undo the settings
            raise GitError(f"git options before the command are not supported: {name}")
        return [executable(), "--no-pager", "--literal-pathspecs", name, *_OPTIONS.get(name, ()), *rest]

    @cached_property
    def environment(self) -> Mapping[str, str]:
        """The environment of every git process on this repository. One that stalls is not asked for again."""
        if known := _STALLED.get(self.repository.path):
            raise GitError(known.message, hint=known.hint)
        blanked = {name: "" for name in self._telling_settings if name.startswith(("diff.", "filter."))}
        required = {name: "false" for name in blanked if name.endswith(".required")}
        return self._environment({**_SETTINGS, **blanked, **required})

    @property
    def is_partial(self) -> bool:
        """Whether the clone may lack objects on purpose, for a remote has promised them."""
        return any(not name.startswith(("diff.", "filter.")) for name in self._telling_settings)

    @cached_property
    def _telling_settings(self) -> Sequence[str]:
        """Names of settings that would run a program or that speak of promises; from all files, with includes."""
        command = [executable(), "config", "-z", "--name-only", "--get-regexp", f"{_DRIVERS}|{_PROMISES}"]
        env = self._environment(_SETTINGS)
        try:
            with start(command, cwd=self.repository.root, env=env) as process:
                with process.watched(_QUICK_SECONDS):
                    names = process.read(RUN_BYTES)
                process.finish(_QUICK_SECONDS, accept=(0, 1))  # 1: there are none
        except GitStalled as error:
            _STALLED[self.repository.path] = error
            raise
        return [os.fsdecode(name) for name in names.split(b"\0") if name]

    def _environment(self, settings: Mapping[str, str]) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.upper().startswith("GIT_")}
        pinned = {"GIT_DIR": str(self.repository.path), "GIT_WORK_TREE": str(self.repository.root)}
        if self.index_file:
            pinned["GIT_INDEX_FILE"] = str(self.index_file.resolve())
        # The numbered form, unlike `-c`, takes any name: a driver's may hold an equals sign.
        numbered = {"GIT_CONFIG_COUNT": str(len(settings))}
        for number, (name, value) in enumerate(settings.items()):
            numbered |= {f"GIT_CONFIG_KEY_{number}": name, f"GIT_CONFIG_VALUE_{number}": value}
        return {**kept, **_ENVIRONMENT, **pinned, **numbered}


def executable() -> str:
    """Absolute path of git; what a relative PATH entry leads to could be the repository's own program."""
    name = "git.exe" if os.name == "nt" else "git"
    for folder in filter(os.path.isabs, os.get_exec_path()):
        path = os.path.join(folder, name)
        if os.path.isfile(path) and os.access(path, os.X_OK):
            return path
    raise GitError("git is not installed, or not on PATH", hint="install git 2.31 or newer")


def open_repo(repository: GitDir) -> "SafeRepo":
    """GitPython's `Repo`, its commands run by `Git`. Use it as a context manager, or close it."""
    from preflight.git_python import SafeRepo

    return SafeRepo(Git(repository))
