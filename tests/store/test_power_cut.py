"""A power cut in the midst of saving: whoever reopens the station finds whole clicks only, and the books in order."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from app.models.access import Role
from app.models.orders import WorkOrder
from app.models.stock import StockDocument
from app.services import entries
from app.services.check import check
from app.services.station import Station
from app.store import schema
from tests.builders import Shop, received

ROOT = Path(__file__).resolve().parents[2]
CUTS = 3
SAVING = """
import sys
from itertools import count
from app.services import parts
from app.services.station import Station
from app.store import schema
from app.store.actor import Actor
from app.models.access import Role
from app.values import Cost, Milli
from tests.builders import Shop, SetClock, received
from app.services import entries, estimates

url, manager, first = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
everybody = Actor.of(manager, "boss", "boss", frozenset({Role.STATION_MANAGER}))
station = Station(schema.open_database(url), pc="pc-cut", clock=SetClock())
shop = Shop(station, station.clock, {role: everybody for role in Role})
with shop.looking() as session:
    from sqlalchemy import select
    from app.models.station import LabourOperation
    from app.models.orders import BusinessType
    from app.models.stock import Part
    shop.operations = {row.code: row.id for row in session.scalars(select(LabourOperation))}
    shop.business = {row.code: row.id for row in session.scalars(select(BusinessType))}
    shop.parts = {row.number: row.id for row in session.scalars(select(Part))}
goods = tuple(parts.ReceiptEntry(key, Milli(5000), Cost(5 * 3001)) for key in shop.parts.values())
for number in count(first):
    car = received(shop, vehicle=entries.VehicleEntry(plate=f"京B{number:05}"))
    shop.do(Role.RECEPTION, estimates.quote_order, car.order_id)
    document = shop.do(Role.PARTS, parts.receive_goods, "保定", goods)
    print(shop.order(car.order_id).number, document, flush=True)
"""


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL is a signal of POSIX")
def test_after_kill_9_in_the_midst_of_saving_every_saved_click_is_there_and_the_books_are_in_order(shop: Shop) -> None:
    url = shop.station.engines.reader.url.render_as_string(hide_password=False)
    manager = shop.actors[Role.STATION_MANAGER].account_id
    shop.station.engines.dispose()
    answered: list[str] = []
    for cut in range(CUTS):
        words = [sys.executable, "-c", SAVING, url, str(manager), str(1 + 1000 * cut)]
        with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True) as saving:
            assert saving.stdout is not None
            # Each cut comes a few saves later, while the next one is under way.
            lines = [saving.stdout.readline().split() for _ in range(1 + 2 * cut)]
            saving.send_signal(signal.SIGKILL)
            lines += [line.split() for line in saving.stdout]
        assert saving.returncode == -signal.SIGKILL
        answered += [number for line in lines for number in line]
    engines = schema.open_database(url)
    try:
        assert check(engines) == []
    finally:
        engines.dispose()
    stored = {row.number for entity in (WorkOrder, StockDocument) for row in shop.found(entity)}
    assert len(answered) >= 2 * (1 + 3 + 5)
    assert set(answered) <= stored, "what was answered was lost"
    again = Shop(Station(shop.station.engines, pc="pc-again", clock=shop.clock), shop.clock, shop.actors)
    again.operations, again.business, again.parts = shop.operations, shop.business, shop.parts
    assert received(again, vehicle=entries.VehicleEntry(plate="京C00001")).order_id
