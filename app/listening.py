"""Hearing what other PCs saved, and whether the database answers (侦听): one thread beside the window.

It is also who watches the server: where that falls silent it lets everybody go who waits for it, and knocks again and
again with growing pauses until it is back.
"""

import logging
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from app.errors import Trouble
from app.views.outage import Answering

if TYPE_CHECKING:
    from app.services.station import Station
    from app.store.change_feed import ChangeFeed, News

_LOG = logging.getLogger(__name__)
_LISTEN_S: Final = 60.0
FIRST_PAUSE_S: Final = 0.5
LONGEST_PAUSE_S: Final = 15.0
"""Pauses between two tries double from the first to the longest: a server that comes back is not run over."""


def pause_after(tries: int) -> float:
    """Return how many seconds are waited after so many tries in vain (退避)."""
    return min(FIRST_PAUSE_S * 2.0 ** min(tries - 1, 10), LONGEST_PAUSE_S)


class Ear:
    """The listener's thread: it knows the station and the window's letter box, and nothing of Qt."""

    def __init__(self, station: "Station", post: Callable[[list[Any]], object]) -> None:
        """Begin to listen; post a ``Change`` for what was saved, an ``Answering`` when the database goes or comes."""
        self._station = station
        self._post = post
        self._stopped = threading.Event()
        self._knock = threading.Event()
        self._feed: ChangeFeed | None = None
        self._thread = threading.Thread(target=self._listen, name="listener", daemon=True)
        self._thread.start()

    def look_now(self) -> None:
        """Ask at once whether the database answers, and say so; may be called from any thread."""
        self._knock.set()
        if self._feed is not None:
            self._feed.doubt()

    def stop(self) -> None:
        """Stop listening and wait until the thread is gone."""
        self._stopped.set()
        self._knock.set()
        if self._feed is not None:
            self._feed.stop()
        self._thread.join()

    def _listen(self) -> None:
        tries = 0
        while not self._stopped.is_set():
            asked = self._knock.is_set()
            self._knock.clear()
            try:
                news = self._hear(at_once=asked or tries > 0)
            except Trouble as trouble:
                if not tries:
                    _LOG.info("not hearing others: %s", trouble)
                self._station.engines.give_up()
                tries += 1
                pause = pause_after(tries)
                self._post([Answering(here=False, tries=tries, pause=pause)])
                self._knock.wait(pause)
                continue
            if tries or asked:
                _LOG.info("the database answers, after %d tries", tries)
                self._post([Answering(here=True, tries=tries)])
                tries = 0
            if news is not None and not self._stopped.is_set():
                self._post([news.changes])
        if self._feed is not None:
            self._feed.close()

    def _hear(self, *, at_once: bool) -> "News | None":
        from app.store.change_feed import ChangeFeed

        self._feed = self._feed or ChangeFeed(self._station.engines, self._station.process)
        if at_once:
            self._feed.doubt()
            return self._feed.poll()
        return self._feed.wait(_LISTEN_S)
