"""The guard: the only way from a verification to a deployment.

with Guard(target, permits, limits, credentials=credentials) as guard:
    probe(guard.url)
guard.exchanges, guard.stops, guard.leftovers, guard.failures()
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self

from understudy.verification.exchanges import Exchange
from understudy.verification.failures import Failure, Source
from understudy.verification.guarding.cleaning import Cleaning
from understudy.verification.guarding.credentials import Credentials
from understudy.verification.guarding.limits import Limits
from understudy.verification.guarding.listening import Listener
from understudy.verification.guarding.messages import Answered, Asked
from understudy.verification.guarding.noticing import Noticing
from understudy.verification.guarding.passing import EXPIRED, Passage
from understudy.verification.guarding.permits import Permits
from understudy.verification.guarding.redaction import Redaction, secret_names
from understudy.verification.guarding.targets import Target
from understudy.verification.guarding.wires import NoAnswer

_GRACE_S = 5.0  # for what is under way when the guard goes down


class Guard:
    """A loopback proxy in a thread that decides, forwards, records and redacts.

    `cleans`: what the run created is removed when the guard goes down, whatever the reason.
    """

    def __init__(
        self,
        deployment: Target,
        rules: Permits,
        limits: Limits | None = None,
        *,
        credentials: Credentials | None = None,
        secret_headers: tuple[str, ...] = (),
        cleans: bool = True,
    ) -> None:
        self._limits = limits or Limits()
        self._rules = rules
        self._target = deployment
        credentials = credentials or Credentials(schemes=rules.contract.security_schemes)
        names = (*secret_headers, *secret_names(rules.contract))
        self.redaction = Redaction(credentials.secrets(), names)
        self._cleans = cleans and rules.writes
        self._passage = Passage(
            deployment,
            rules,
            self._limits,
            credentials=credentials,
            redaction=self.redaction,
            remembers=self._cleans or not rules.is_free,
        )
        self._cleaning = Cleaning(self._passage, deployment, rules.behavior)
        self._noticing = Noticing(rules.contract, deployment, self._limits)
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._over: asyncio.Event | None = None
        self._is_up: concurrent.futures.Future[int] = concurrent.futures.Future()
        self.url = ""

    @property
    def exchanges(self) -> list[Exchange]:
        """What was asked and answered, in the order in which it was begun."""
        return self._passage.record.exchanges

    @property
    def stops(self) -> tuple[str, ...]:
        """Why not everything was let through; empty when nothing stopped the run."""
        return self._passage.switch.stops

    @property
    def is_over(self) -> bool:
        """Whether the run has come to its end, for whatever reason: nothing more is let through."""
        return self._passage.switch.is_over

    @property
    def requests(self) -> int:
        """How many requests were sent on behalf of the run."""
        return self._passage.switch.passed

    @property
    def put_off(self) -> int:
        """How many answers said "later" (429) to a request that was granted then."""
        return len(self._passage.waited_out)

    @property
    def leftovers(self) -> tuple[str, ...]:
        """What the run created and is still there, each in a sentence."""
        return self._cleaning.leftovers() if self._cleans else ()

    def pass_on(self, asked: Asked) -> Answered | NoAnswer:
        """Pass a request on for somebody in this process: the loopback in between costs a half.

        By the same rules, and into the same record; to be called from any thread but the guard's.
        """
        if self._loop is None:
            raise RuntimeError("the guard is not up")
        return asyncio.run_coroutine_threadsafe(self._passage.pass_on(asked), self._loop).result()

    def kill(self, reason: str) -> None:
        """Withhold everything from now on, cleaning up included."""
        self._passage.switch.kill(reason)

    def failures(self) -> tuple[Failure, ...]:
        """Return what the guard has seen itself, one failure per operation and rule."""
        found = self._noticing.failures(self.exchanges, self._passage.waited_out)
        if EXPIRED not in self.stops:
            return found
        return (
            *found,
            Failure(rule="token-expired", source=Source.GUARD, operation="", message=EXPIRED),
        )

    def leads_away(self, exchange: Exchange) -> bool:
        """Tell whether an answer sends to another host: it says nothing of what was asked."""
        return self._noticing.leads_away(exchange)

    def clean_up(self) -> tuple[str, ...]:
        """Remove what the run created; return what is left, each in a sentence."""
        if self._cleans and self._loop is not None:
            done = asyncio.run_coroutine_threadsafe(
                self._cleaning.clean_up(self._limits.cleanup_s), self._loop
            )
            try:
                done.result(self._limits.cleanup_s + 2 * self._limits.timeout_s + _GRACE_S)
            except TimeoutError:
                done.cancel()
            except BaseException:
                done.cancel()  # Ctrl-C once more: what is left is told, not removed
                raise
        return self.leftovers

    def __enter__(self) -> Self:
        """Listen."""
        self._thread = threading.Thread(target=self._run, name="understudy-guard", daemon=True)
        self._thread.start()
        port = self._is_up.result()
        self.url = f"http://127.0.0.1:{port}"
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Clean up, and go down."""
        try:
            self.clean_up()
        finally:
            if self._loop is not None and self._over is not None:
                self._loop.call_soon_threadsafe(self._over.set)
            if self._thread is not None:
                self._thread.join(_GRACE_S)

    def _run(self) -> None:
        try:
            with asyncio.Runner(loop_factory=_loop_factory()) as runner:
                runner.run(self._serve())
        except Exception as error:  # noqa: BLE001 - handed to whoever waits for the guard
            if not self._is_up.done():
                self._is_up.set_exception(error)

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._over = asyncio.Event()
        listener = Listener(self._passage.pass_on, self._limits.body_bytes)
        port = await listener.open()
        self._passage.own = frozenset({f"127.0.0.1:{port}", f"localhost:{port}"})
        self._is_up.set_result(port)
        await self._over.wait()
        await listener.close()
        self._passage.close()


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """Return what makes the faster loop, where there is one: a tenth of what the guard costs."""
    try:
        import uvloop  # noqa: PLC0415 - not on every system
    except ImportError:
        return None
    return uvloop.new_event_loop
