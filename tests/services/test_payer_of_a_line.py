"""Who pays a line decides its rate; a lump sum stays one; what was claimed stays with the maker."""

from collections.abc import Iterable

import pytest

from app.errors import InvalidEntry, Refusal
from app.models.access import Role
from app.models.lines import LabourLine
from app.models.orders import Payer
from app.services import entries, order_lines
from app.services.entries import ShareEntry
from app.values import Fen, Milli
from tests.builders import Shop, received

CLERK = Role.RECEPTION


def line_of(shop: Shop, **typed: object) -> LabourLine:
    """Receive a car with one labour line."""
    entry = entries.LabourEntry(**{"name": "检查异响", **typed})  # type: ignore[arg-type] # fields by name
    car = received(shop, lines=entries.LinesEntry(labour=(entry,)))
    return shop.lines(car.order_id)[0][0]


def change(shop: Shop, line: LabourLine, **changed: object) -> LabourLine:
    """Change the line as it is stored now and return it."""
    (now,) = shop.found(LabourLine, id=line.id)
    shop.do(CLERK, order_lines.change_line, "labour", line.id, seen=now.version, **changed)
    (after,) = shop.found(LabourLine, id=line.id)
    assert isinstance(after, LabourLine)
    return after


def test_another_payer_pays_their_own_rate(shop: Shop) -> None:
    line = line_of(shop, hours=Milli(1500))
    assert (line.rate_fen, line.amount_fen) == (16_000, 24_000)
    claimed = change(shop, line, payer=Payer.WARRANTY)
    assert (claimed.rate_fen, claimed.amount_fen) == (12_000, 18_000)
    assert shop.order(line.order_id).labour_fen == 18_000
    assert shop.order(line.order_id).customer_fen == 0


def test_a_rate_agreed_with_one_payer_does_not_hold_for_another(sqlite_shop: Shop) -> None:
    line = line_of(sqlite_shop, hours=Milli(1000), rate_fen=Fen(9_900))
    assert change(sqlite_shop, line, payer=Payer.INTERNAL).rate_fen == 8_000
    assert change(sqlite_shop, line, payer=Payer.INSURER, price_fen=Fen(9_900)).rate_fen == 9_900


def test_the_same_payer_keeps_the_agreed_rate(sqlite_shop: Shop) -> None:
    line = line_of(sqlite_shop, hours=Milli(1000), rate_fen=Fen(9_900))
    same = change(sqlite_shop, line, payer=Payer.CUSTOMER, quantity=Milli(2000))
    assert (same.rate_fen, same.amount_fen) == (9_900, 19_800)


def test_a_lump_sum_stays_a_lump_sum(sqlite_shop: Shop) -> None:
    line = line_of(sqlite_shop, hours=Milli(3000), lump_fen=Fen(50_000))
    dearer = change(sqlite_shop, line, price_fen=Fen(60_000))
    assert (dearer.rate_fen, dearer.amount_fen) == (0, 60_000)
    longer = change(sqlite_shop, line, quantity=Milli(4000), payer=Payer.INSURER)
    assert (longer.hours, longer.rate_fen, longer.amount_fen) == (4000, 0, 60_000)


def test_hours_given_away_can_be_charged_again_by_the_hour(sqlite_shop: Shop) -> None:
    line = line_of(sqlite_shop, hours=Milli(2000))
    assert change(sqlite_shop, line, price_fen=Fen(0)).amount_fen == 0
    assert change(sqlite_shop, line, price_fen=Fen(16_000)).amount_fen == 32_000


HALF_CLAIMED = (ShareEntry(Payer.WARRANTY, 500),)


@pytest.mark.parametrize(
    ("payer", "shares", "changed"),
    [
        (Payer.WARRANTY, (), {"payer": Payer.CUSTOMER}),
        (Payer.WARRANTY, (), {"payer": Payer.CUSTOMER, "shares": (ShareEntry(Payer.WARRANTY, 999),)}),
        (Payer.WARRANTY, (), {"shares": (ShareEntry(Payer.CUSTOMER, 1),)}),
        (Payer.CUSTOMER, HALF_CLAIMED, {"shares": ()}),
        (Payer.CUSTOMER, HALF_CLAIMED, {"shares": (ShareEntry(Payer.INSURER, 500),)}),
        (Payer.CUSTOMER, HALF_CLAIMED, {"shares": (ShareEntry(Payer.WARRANTY, 499),)}),
    ],
)
def test_what_was_claimed_stays_with_the_maker(
    sqlite_shop: Shop, payer: Payer, shares: Iterable[ShareEntry], changed: dict[str, object]
) -> None:
    line = line_of(sqlite_shop, hours=Milli(1000), payer=payer, shares=shares)
    before = sqlite_shop.order(line.order_id).customer_fen
    with pytest.raises(Refusal, match="锁定由厂家承担") as refused:
        change(sqlite_shop, line, **changed)
    assert refused.value.place == "lines.payer"
    assert sqlite_shop.order(line.order_id).customer_fen == before


def test_the_maker_may_take_more_of_a_line(sqlite_shop: Shop) -> None:
    line = line_of(sqlite_shop, hours=Milli(1000), shares=HALF_CLAIMED)
    change(sqlite_shop, line, shares=(ShareEntry(Payer.WARRANTY, 800),))
    assert sqlite_shop.order(line.order_id).customer_fen == 3_200
    change(sqlite_shop, line, payer=Payer.WARRANTY, shares=())
    assert sqlite_shop.order(line.order_id).customer_fen == 0


def test_nobody_becomes_payer_of_a_line_and_of_a_share_of_it(sqlite_shop: Shop) -> None:
    line = line_of(sqlite_shop, hours=Milli(1000), shares=(ShareEntry(Payer.INSURER, 300),))
    with pytest.raises(InvalidEntry, match="不能重复"):
        change(sqlite_shop, line, payer=Payer.INSURER)
