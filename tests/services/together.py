"""Several people who do something at the same moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from app.errors import Refusal, StaleRecord

Call = Callable[[], Any]


def at_once(*calls: Call) -> list[Any]:
    """Make the calls at the same moment, each in its own thread; return answers and refusals in their order."""
    ready = Barrier(len(calls))

    def one(call: Call) -> Any:
        ready.wait(timeout=30)
        try:
            return call()
        except (Refusal, StaleRecord) as told:
            return told

    with ThreadPoolExecutor(len(calls)) as threads:
        return [done.result() for done in [threads.submit(one, call) for call in calls]]


def won(answers: list[Any]) -> list[Any]:
    return [answer for answer in answers if not isinstance(answer, Exception)]


def lost(answers: list[Any]) -> list[Exception]:
    return [answer for answer in answers if isinstance(answer, Exception)]
