"""The server goes and comes back under an open window: it says so, keeps what is typed, and posts nothing twice."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.bootstrap import Program
from app.listening import LONGEST_PAUSE_S, pause_after
from app.models.access import Role
from app.models.journal import AuditRow, Posting
from app.services import reception
from app.services.entries import Received
from app.views.reception.dock import ReceptionDock
from tests.builders import PASSWORD, Shop, received
from tests.databases import prepare
from tests.postgres import PostgresServer, ServerAbsentError
from tests.relay import Relay
from tests.shops import founded, opened
from tests.views.hands import press, write

SOON = 30_000
COMMIT = b"COMMIT\0"
pytestmark = [pytest.mark.may_log, pytest.mark.skipif(os.name == "nt", reason="no such signals and sockets there")]


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    """Start a server of this module's own: it is stopped and frozen."""
    try:
        running = PostgresServer()
    except ServerAbsentError as problem:
        pytest.skip(f"PostgreSQL could not be started: {problem}")
    yield running
    running.stop()


@pytest.fixture(scope="module")
def template(server: PostgresServer) -> tuple[str, Shop]:
    """Found a small station on that server."""
    name = server.new_database()
    prepare(server.url(name))
    return name, founded(server.url(name))


@dataclass
class Seat:
    """Somebody at the reception desk of a whole program, with a car in hand."""

    program: Program
    shop: Shop
    car: Received
    bot: QtBot

    @property
    def dock(self) -> ReceptionDock:
        found = self.program.window.workspace.docks["reception"]
        assert isinstance(found, ReceptionDock)
        return found

    def wait(self, condition: Callable[[], bool]) -> None:
        self.bot.waitUntil(condition, timeout=SOON)

    def idle(self) -> None:
        self.wait(lambda: not self.program.desk.busy())

    def banner(self) -> str:
        signs = self.program.away_signs
        banner = signs.banner if signs is not None else None
        return banner.label.text() if banner is not None and not banner.isHidden() else ""

    def write(self, text: str) -> None:
        """Type over the customer's request."""
        field = self.dock.head_card.head.request
        field.setFocus()
        press(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        write(field, text)

    def save(self) -> None:
        press(self.dock.head_card.head.request, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    def says(self) -> str:
        return self.dock.strip.text()

    def stored(self) -> str:
        return self.shop.order(self.car.order_id).request

    def changes(self) -> int:
        """Return how often the order's head was changed, by the audit."""
        return len([row for row in self.shop.found(AuditRow) if row.service == "reception.change_order"])


Sit = Callable[[str], Seat]


@pytest.fixture
def sit(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path, server: PostgresServer, template: tuple[str, Shop]
) -> Iterator[Sit]:
    """Open the program on a copy of the station at an address, sign in and take a car in hand."""
    running: list[Program] = []
    name = server.new_database(template[0])
    with opened(template[1], server.url(name), pc="pc-other") as shop:
        car = received(shop)

        def begin(address: str) -> Seat:
            program = Program(qapp, tmp_path, address.format(name=name) if address else server.url(name))
            running.append(program)
            program.show()
            qtbot.waitUntil(lambda: program.desk.is_open() and not program.desk.busy(), timeout=SOON)
            page = program.window.pages.sign_in
            assert page is not None
            write(page.login, "boss")
            write(page.password, PASSWORD)
            page.button.click()
            qtbot.waitUntil(lambda: program.desk.actor is not None and not program.desk.busy(), timeout=SOON)
            program.window.workspace.open_desk("reception")
            program.desk.take_in_hand(car.order_id, car.visit_id)
            seat = Seat(program, shop, car, qtbot)
            seat.idle()
            seat.dock.head_card.fold.button.click()
            return seat

        yield begin
        for program in running:
            program.window.close()
            program.close()
            program.window.deleteLater()
            program.deleteLater()


def test_a_server_that_stops_is_told_and_what_is_typed_meanwhile_is_saved_afterwards(
    sit: Sit, server: PostgresServer
) -> None:
    seat = sit("")
    seat.write("先换机油")
    server.stop_serving()
    try:
        seat.wait(lambda: "连不上数据库" in seat.banner())
        assert seat.program.window.status.database.text() == "数据库断开了,正在自动重连"
        seat.write("先换机油,再查异响")
        seat.save()
        seat.wait(lambda: "还没有保存" in seat.says())
        assert seat.dock.head_card.head.request.value() == "先换机油,再查异响"
        assert seat.program.window.crash is None
        seat.wait(lambda: "再试" in seat.banner() and "第 2 次" in seat.banner())
    finally:
        server.serve_again()
    seat.wait(lambda: "已重新连上" in seat.banner())
    assert seat.program.window.status.database.text() == "服务器数据库 · 正常"
    assert seat.dock.head_card.head.request.value() == "先换机油,再查异响"
    seat.dock.strip.main_button.click()
    seat.wait(lambda: seat.stored() == "先换机油,再查异响")
    seat.idle()
    assert seat.says() == ""
    assert seat.changes() == 1


def test_a_server_that_hangs_freezes_nothing_and_nothing_is_saved_twice(sit: Sit, server: PostgresServer) -> None:
    seat = sit("")
    seat.write("只做保养")
    beats: list[None] = []
    heart = QTimer()
    heart.setInterval(50)
    heart.timeout.connect(lambda: beats.append(None))
    server.freeze()
    try:
        heart.start()
        seat.save()
        seat.wait(lambda: "连不上数据库" in seat.banner())
        heart.stop()
        assert len(beats) > 10, "the window went on all the time"
        seat.wait(lambda: "服务器没有应答" in seat.says())
        assert seat.dock.head_card.head.request.value() == "只做保养"
    finally:
        server.thaw()
    seat.wait(lambda: "已重新连上" in seat.banner())
    seat.idle()
    if "没有保存" in seat.says():
        seat.dock.strip.main_button.click()
    seat.wait(lambda: seat.stored() == "只做保养")
    seat.idle()
    assert seat.changes() == 1


@pytest.fixture
def relay(server: PostgresServer) -> Iterator[Relay]:
    """Put a network between the program and its server."""
    place = server.place
    relay = Relay(Path(place["host"]) / f".s.PGSQL.{place['port']}")
    yield relay
    relay.close()


def test_a_click_whose_answer_got_lost_is_found_done(sit: Sit, relay: Relay) -> None:
    seat = sit(relay.url("{name}"))
    seat.write("只做保养")
    relay.lose_answers_after(COMMIT)
    seat.save()
    seat.wait(lambda: seat.stored() == "只做保养")
    seat.wait(lambda: "连不上数据库" in seat.banner())
    seat.wait(lambda: bool(seat.says()))
    relay.heal()
    seat.wait(lambda: "已重新连上" in seat.banner())
    seat.wait(lambda: seat.says() == "")
    seat.idle()
    assert seat.changes() == 1
    assert not seat.dock.editing()
    assert seat.dock.head_card.head.request.value() == "只做保养"


def test_what_is_typed_after_a_lost_answer_stays(sit: Sit, relay: Relay) -> None:
    seat = sit(relay.url("{name}"))
    seat.write("只做保养")
    relay.lose_answers_after(COMMIT)
    seat.save()
    seat.wait(lambda: bool(seat.says()))
    seat.write("只做保养,另查空调")
    relay.heal()
    seat.wait(lambda: "之后改的内容还在" in seat.says())
    assert seat.dock.head_card.head.request.value() == "只做保养,另查空调"
    assert seat.stored() == "只做保养"


def test_the_key_of_a_lost_answer_is_asked_and_nothing_is_written_for_it(shop: Shop) -> None:
    car = received(shop)
    edit = {"request": (shop.order(car.order_id).request, "只做保养")}
    actor = shop.actors[Role.RECEPTION]
    done = shop.station.perform(actor, reception.change_order, car.order_id, edit, posting="k" * 36)
    found = shop.station.find_done(reception.change_order, "k" * 36)
    assert found is not None
    assert found.answer == done.answer
    assert shop.station.find_done(reception.change_order, "n" * 36) is None
    assert len(shop.found(Posting, uuid="n" * 36)) == 0


def test_pauses_between_tries_grow_to_a_limit() -> None:
    pauses = [pause_after(tries) for tries in range(1, 12)]
    assert pauses[0] < 1
    assert pauses == sorted(pauses)
    assert pauses[-1] == LONGEST_PAUSE_S
    assert pause_after(100_000) == LONGEST_PAUSE_S
