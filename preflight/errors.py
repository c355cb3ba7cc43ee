"""Expected trouble: each error is one clear message and the next thing to type.

    PreflightError          exit 2
    ├── UsageError          an option or argument does not make sense
    ├── ConfigError         .preflight.yml or .preflight/attestations.yml: every problem at once
    ├── GitError            git is missing, refuses, or answers nonsense
    │   └── GitStalled      git waits for something that does not come
    └── PackError           two packs claim one slug

Anything else that escapes is a bug and ends with exit code 70 and a ready-made report.
"""

from preflight.exit_codes import ExitCode

_MOST = 3  # problems that a verdict names


class PreflightError(Exception):
    """Trouble that a person can mend. `hint` says what to type or change next."""

    exit_code: ExitCode = ExitCode.USAGE

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    @property
    def brief(self) -> str:
        """The message on one line, for a verdict: of several problems the first few, without the lines they are in."""
        first = [problem.partition("\n")[0] for problem in self.message.split("\n\n")]
        more = len(first) - _MOST
        return "; ".join(first[:_MOST]) + (f" and {more:,} more" if more > 0 else "")


class UsageError(PreflightError):
    """An option or argument does not make sense."""


class ConfigError(PreflightError):
    """A file of settings is wrong; the message holds every problem, each with file:line:column."""


class GitError(PreflightError):
    """Git is missing, refuses the repository, or answers what it should not."""


class GitStalled(GitError):
    """Git gave no answer in time: to ask again would be to wait again."""


class PackError(PreflightError):
    """The installed check packs contradict each other."""
