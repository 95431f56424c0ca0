"""Threads that work beside the window (工作线程): plain Python, they know neither Qt nor a widget.

What passes between threads lies in a box (a list of one) that the taker empties: so the giver never holds the last
reference to it, and nothing that belongs to the window is let go of on another thread.
"""

import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import Generic, TypeVar

J = TypeVar("J")
O = TypeVar("O")  # noqa: E741 - an outcome


class Workers(Generic[J, O]):
    """A few threads that take jobs in the order in which they were given, and post what came of each."""

    def __init__(self, name: str, most: int, carry_out: Callable[[J], O], post: Callable[[list[O]], object]) -> None:
        """Work with at most ``most`` threads; ``carry_out`` lets nothing escape, ``post`` takes the boxed outcome."""
        self._name = name
        self._most = most
        self._carry_out = carry_out
        self._post = post
        self._boxes: SimpleQueue[list[J] | None] = SimpleQueue()
        self._threads: list[threading.Thread] = []

    def start(self, job: J) -> None:
        """Give a job to the next thread that is free."""
        self._boxes.put([job])
        if len(self._threads) < self._most:
            name = f"{self._name}-{len(self._threads) + 1}"
            self._threads.append(threading.Thread(target=self._work, name=name, daemon=True))
            self._threads[-1].start()

    def finish(self) -> None:
        """Wait until every job given so far is done and the threads are gone."""
        for _ in self._threads:
            self._boxes.put(None)
        for thread in self._threads:
            thread.join()
        self._threads.clear()

    def _work(self) -> None:
        while (box := self._boxes.get()) is not None:
            self._post([self._carry_out(box.pop())])
