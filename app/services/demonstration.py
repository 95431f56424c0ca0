"""The demonstration station (演示站): two months of orders, twelve technicians, 300 parts, 60 tools."""

from app.clock import utc_now
from app.services.generate import Founder, Size, build, build_in
from app.services.station import Station

DEMONSTRATION = Size(days=60, orders=620, vehicles=420, customers=380, parts=300, tools=60, technicians=12, in_shop=12)
SEED = 2026


def fill(url: str) -> None:
    """Found and fill the demonstration station in the empty database at ``url``.

    One account for each post, called like the post (``reception``), and ``boss``; every password is ``gongdan2026``.
    """
    build(url, DEMONSTRATION, seed=SEED, now=utc_now())


def fill_open(station: Station, name: str, login: str, person: str, password: str) -> None:
    """Do the same in an open database, the first account being the one typed; ``Refusal`` where a station is."""
    founder = Founder(name, login.strip().casefold(), person, password)
    build_in(station.engines, DEMONSTRATION, seed=SEED, now=utc_now(), founder=founder)
