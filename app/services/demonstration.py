"""The demonstration station (演示站): two months of orders, twelve technicians, 300 parts, 60 tools."""

from app.clock import utc_now
from app.services.generate import Size, build

DEMONSTRATION = Size(days=60, orders=620, vehicles=420, customers=380, parts=300, tools=60, technicians=12, in_shop=12)
SEED = 2026


def fill(url: str) -> None:
    """Found and fill the demonstration station in the empty database at ``url``; every password is ``gongdan2026``."""
    build(url, DEMONSTRATION, seed=SEED, now=utc_now())
