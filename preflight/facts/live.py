"""Whether leaked keys still work: each vendor is asked once per distinct key, with a call that only reads."""

import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from queue import Empty, SimpleQueue
from typing import Final

from preflight.account import Access
from preflight.facts.asking import open_client
from preflight.facts.endpoint import endpoint_of
from preflight.facts.inputs import Inputs
from preflight.providers.base import Provider
from preflight.providers.endpoint import Endpoint, EndpointKind
from preflight.redact import Secret
from preflight.secrets.model import SecretScan
from preflight.verdict import Finding, Live

MOST_KEYS: Final = 100
"""That are asked about: who leaked more has no need to know which of them still work."""
_AT_ONCE: Final = 4
_GRACE: Final = 2.0  # seconds beyond the budget before a question that hangs is left to itself
_MEANING: Final = {Access.ACCEPTED: Live.ACTIVE, Access.REJECTED: Live.INACTIVE}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a vendor says of one key."""

    live: Live
    detail: str = ""
    """Why it is unknown; fits after a colon."""


def ask_vendors(scan: SecretScan, providers: Sequence[Provider], inputs: Inputs) -> SecretScan:
    """`scan` with `Finding.live` filled in for every key that has the documented form of a provider's keys.

    Keys go to their vendor's own host or to where the user's environment and options say, as in any other question.
    """
    answers: dict[str, Answer] = {}
    for provider in providers:
        answers |= _ask(provider, scan.keys, inputs)
    return answered(scan, answers)


def answered(scan: SecretScan, answers: Mapping[str, Answer]) -> SecretScan:
    """`scan` with what vendors said, by redacted key. What was set aside counts after all when its key is active."""

    def told(findings: Sequence[Finding]) -> tuple[Finding, ...]:
        return tuple(replace(f, live=answers[f.redacted].live) if f.redacted in answers else f for f in findings)

    def inactive(findings: Sequence[Finding]) -> tuple[Finding, ...]:
        return tuple(finding for finding in told(findings) if finding.live is not Live.ACTIVE)

    back = [replace(f, set_aside=None) for f in told(scan.set_aside) if f.live is Live.ACTIVE]
    details = dict.fromkeys(answer.detail for answer in answers.values() if answer.live is Live.UNKNOWN)
    return replace(
        scan,
        findings=tuple(sorted((*back, *told(scan.findings)), key=lambda f: f.live is not Live.ACTIVE)),
        hidden=tuple(replace(hidden, findings=inactive(hidden.findings)) for hidden in scan.hidden),
        allowed=inactive(scan.allowed),
        unreasoned=told(scan.unreasoned),
        accepted=inactive(scan.accepted),
        unanswered=tuple(details),
    )


def _ask(provider: Provider, keys: Mapping[str, Secret], inputs: Inputs) -> Mapping[str, Answer]:
    shape = provider.vendor.key_shape
    ours = [redacted for redacted, key in keys.items() if shape and shape.pattern.fullmatch(key.reveal())]
    endpoint = endpoint_of(provider, inputs)
    if not endpoint.sendable:
        return dict.fromkeys(ours, Answer(Live.UNKNOWN, f"no key was sent: {endpoint.reason}"))
    if endpoint.kind is EndpointKind.WRONG:
        return dict.fromkeys(ours, Answer(Live.UNKNOWN, f"no key was sent to {endpoint.host}: {endpoint.reason}"))
    return _Round(provider, endpoint, inputs).ask({redacted: keys[redacted] for redacted in ours})


class _Round:
    """All questions to one vendor, within one budget of time."""

    def __init__(self, provider: Provider, endpoint: Endpoint, inputs: Inputs) -> None:
        self._provider = provider
        self._endpoint = endpoint
        self._inputs = inputs
        self._deadline = time.monotonic() + inputs.timeout
        self._waiting: SimpleQueue[tuple[str, Secret]] = SimpleQueue()
        self._answers: dict[str, Answer] = {}

    def ask(self, keys: Mapping[str, Secret]) -> Mapping[str, Answer]:
        """An answer for every key; the threads are daemons, so that nothing that hangs keeps the process alive."""
        for pair in list(keys.items())[:MOST_KEYS]:
            self._waiting.put(pair)
        askers = [threading.Thread(target=self._work, daemon=True) for _ in range(min(_AT_ONCE, len(keys)))]
        for asker in askers:
            asker.start()
        for asker in askers:
            asker.join(max(0.0, self._deadline + _GRACE - time.monotonic()))
        late = Answer(Live.UNKNOWN, "there was no time left to ask, or too many keys")
        return {redacted: self._answers.get(redacted, late) for redacted in keys}

    def _work(self) -> None:
        while True:
            try:
                redacted, key = self._waiting.get_nowait()
            except Empty:
                return
            self._answers[redacted] = self._one(key)

    def _one(self, key: Secret) -> Answer:
        left = self._deadline - time.monotonic()
        if left <= 0:
            return Answer(Live.UNKNOWN, "there was no time left to ask")
        try:
            with open_client(self._provider, self._endpoint, self._inputs, key=key, budget=left) as client:
                account = self._provider.read_account(client)
        except Exception as error:  # a third party's provider may raise anything
            return Answer(Live.UNKNOWN, f"the provider `{self._provider.vendor.name}` failed: {type(error).__name__}")
        return Answer(_MEANING.get(account.access, Live.UNKNOWN), account.detail)
