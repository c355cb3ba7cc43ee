"""A part of the world that is either known or not readable, and then says why: never guessed, never defaulted."""

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Known(Generic[T]):
    """The value, as read."""

    value: T


@dataclass(frozen=True, slots=True)
class NotReadable:
    """No value, and the reason in words that fit after "not readable:"."""

    reason: str


Part = Known[T] | NotReadable
