"""Setting autobilling: read, ask, write, read again; nothing is believed that was not read."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from preflight.account import AutoBilling, Unit
from preflight.commands._output import emit
from preflight.exit_codes import ExitCode
from preflight.facts.asking import open_client
from preflight.facts.inputs import Inputs
from preflight.parts import Known, NotReadable, Part
from preflight.printable import printable
from preflight.providers.base import Provider, SetsAutoBilling
from preflight.providers.endpoint import Endpoint
from preflight.redact import Secret
from preflight.words import count, dollars, number

if TYPE_CHECKING:
    from preflight.providers.reply import Reply

_ADMINS = "use the key of an organization admin, or set it by hand on the vendor's billing page"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Whose setting it is, and how the vendor is asked; each question has a budget of its own, as people think."""

    provider: Provider
    endpoint: Endpoint
    key: Secret
    inputs: Inputs

    def read(self) -> "tuple[Reply, Part[AutoBilling]]":
        """How it is set."""
        api = self._api
        with open_client(self.provider, self.endpoint, self.inputs, key=self.key) as client:
            reply = api.ask_autobilling(client)
        return reply, api.autobilling_in(reply)

    def write(self, threshold: int, amount: int) -> "Reply":
        """Sets it; asked once."""
        with open_client(self.provider, self.endpoint, self.inputs, key=self.key) as client:
            return self._api.write_autobilling(client, threshold=threshold, amount=amount)

    @property
    def _api(self) -> SetsAutoBilling:
        assert isinstance(self.provider, SetsAutoBilling)
        return self.provider


def change(account: Account, *, threshold: int, amount: int, sure: Callable[[], bool]) -> ExitCode:
    """Turns autobilling on with these amounts, once `sure` says so; tells what was, and what is."""
    vendor = account.provider.vendor
    wanted = (Known(True), Known(threshold), Known(amount))
    emit(f"{vendor.title} ({account.endpoint.host}), key {account.key}\n")
    reply, before = account.read()
    if isinstance(before, NotReadable):
        return _refused(reply) or _say(ExitCode.UNDETERMINED, f"not readable: {before.reason}", "nothing was changed")
    emit(f"  now     {_words(before.value, vendor.unit)}\n")
    emit(f"  wanted  on; below {_both(threshold, vendor.unit)} it buys {_both(amount, vendor.unit)}\n")
    if _terms(before.value) == wanted:
        return _done(before.value, "it is so already: nothing was written")
    if not sure():
        return _say(ExitCode.NOT_READY, "nothing was changed")
    written = account.write(threshold, amount)
    if refused := _refused(written):
        return refused
    _, after = account.read()
    if isinstance(after, NotReadable):
        lost = "" if _fine(written) else f" ({written.problem})"
        return _say(
            ExitCode.UNDETERMINED,
            f"it was asked for{lost}, but how it is set now is not readable: {after.reason}",
            "look on the vendor's billing page, or run this again: it changes nothing that is so already",
        )
    emit(f"  after   {_words(after.value, vendor.unit)}\n")
    if _terms(after.value) == wanted:
        return _done(after.value, "changed, and read again: it is so")
    if _fine(written):
        return _say(ExitCode.NOT_READY, "the vendor said yes, but it is not as it was asked for", _ADMINS)
    return _say(ExitCode.NOT_READY, f"not changed: {written.problem}", "run again, or set it by hand")


def _fine(reply: "Reply") -> bool:
    return reply.status is not None and 200 <= reply.status < 300


def _terms(told: AutoBilling) -> tuple[object, ...]:
    return (told.enabled, told.threshold, told.amount)


def _refused(reply: "Reply") -> ExitCode | None:
    """403 and 401 are answers, not faults."""
    if reply.status == 403:
        return _say(ExitCode.NOT_READY, f"not permitted with this key ({reply.problem}): nothing was changed", _ADMINS)
    if reply.status == 401:
        return _say(
            ExitCode.NOT_READY, f"the key is rejected ({reply.problem}): nothing was changed", "see `preflight check`"
        )
    return None


def _done(told: AutoBilling, words: str) -> ExitCode:
    code = _say(ExitCode.READY, words)
    if told.payment_method == Known(False):
        emit("! no payment method is saved: nothing can be charged\n  -> save one on the vendor's billing page\n")
    return code


def _say(code: ExitCode, words: str, remedy: str = "") -> ExitCode:
    emit(printable(words) + "\n" + (f"  -> {remedy}\n" if remedy else ""))
    return code


def _words(told: AutoBilling, unit: Unit) -> str:
    """`on; below $50 (5,000 cents) it buys $200 (20,000 cents); payment method saved`."""
    return "; ".join(_phrases(told, unit))


def _phrases(told: AutoBilling, unit: Unit) -> Iterator[str]:
    match told.enabled:
        case Known(enabled):
            yield "on" if enabled else "off"
        case NotReadable(reason):
            yield f"on or off not readable: {reason}"
    below, buys = (_part(part, unit) for part in (told.threshold, told.amount))
    yield f"below {below} it buys {buys}"
    match told.payment_method:
        case Known(saved):
            yield "payment method saved" if saved else "no payment method saved"
        case NotReadable(reason):
            yield f"payment method not readable: {reason}"
    match told.last_charge:
        case Known(at):
            yield f"last charged on {at:%Y-%m-%d}" if at else "never charged yet"
        case NotReadable():
            pass


def _part(part: Part[int], unit: Unit) -> str:
    return _both(part.value, unit) if isinstance(part, Known) else f"? ({part.reason})"


def _both(value: int, unit: Unit) -> str:
    """`$50 (5,000 cents)`."""
    named = count(value, "cent") if unit is Unit.CENTS else f"{number(value)} credits"
    return f"{dollars(value)} ({named})"
