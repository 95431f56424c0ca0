"""The life of one order (一张施工单的经过), from arrival to delivery or to where it stands today."""

import random
from collections.abc import Callable
from typing import Any

from app.models.access import Role
from app.models.stages import Stage
from app.resources import checklist
from app.services.generate import world
from app.services.generate.hours import later
from app.services.generate.journal import Journal, at
from app.services.generate.made import WAY, Made, MadeLabour, MadePartLine
from app.services.generate.masters import Masters, cumulative
from app.services.generate.tables import OrderTables
from app.services.generate.yard import UNIT, Yard
from app.store.bulk import BulkWriter

_STEPS = ("quote", "authorise", "dispatch", "start", "finish", "pass", "settle", "deliver")
_ROLES = (
    Role.RECEPTION,
    Role.RECEPTION,
    Role.DISPATCH,
    Role.DISPATCH,
    Role.DISPATCH,
    Role.INSPECTION,
    Role.SETTLEMENT,
    Role.RECEPTION,
)


Later = Callable[["Lives", Made], None]


class Lives:
    """Makes orders one after the other, each with every row the services would have written."""

    def __init__(
        self,
        dice: random.Random,
        writer: BulkWriter,
        journal: Journal,
        masters: Masters,
        yard: Yard,
        rates: dict[tuple[int, str], int],
        later: tuple["Later", ...],
    ) -> None:
        """Take tables, stock and journal in hand; ``rates`` gives fen an hour by business type and payer.

        ``later`` makes what follows the customer's authorisation.
        """
        self.dice = dice
        self.writer = writer
        self.journal = journal
        self.masters = masters
        self.yard = yard
        self.rates = rates
        self.later = later
        self.tables = OrderTables(writer)
        self.last: dict[str, int] = {}
        self._sums = cumulative(masters.weights)
        self.busy: set[int] = set()
        self.free_from: dict[int, int] = {}
        """When each technician has done what is planned, in minutes of work."""
        self.points = checklist("final_inspection")

    def key(self, table: str) -> int:
        """Return the next key of a table."""
        self.last[table] = key = self.last.get(table, 0) + 1
        return key

    def who(self, role: Role) -> int:
        """Return the account that acts for a post."""
        return self.masters.accounts[role]

    def live(self, vehicle: int, arrived: int, stage: Stage = Stage.DELIVERED, *, promised: int | None = None) -> None:
        """Make one order of a car that arrived at a moment, as far as ``stage``, promised for another."""
        dice = self.dice
        roll = dice.random()
        business = self.masters.business[0 if roll < 0.5 else 2 if roll < 0.85 else dice.choice((3, 6, 7))]
        order = Made(
            self.key("work_order"),
            self.key("visit"),
            vehicle,
            self.masters.owner[vehicle],
            self.masters.owner_name[vehicle],
            WAY.index(stage),
            arrived,
            business,
        )
        order.mileage = self.masters.mileage[vehicle] = self.masters.mileage[vehicle] + dice.randint(200, 9000)
        order.promised = promised or 0
        moment = arrived
        for pause in (
            8,
            5,
            dice.randint(3, 30),
            dice.randint(1, 20),
            dice.randint(45, 200),
            dice.randint(8, 25),
            dice.randint(3, 15),
            dice.randint(3, 20),
        ):
            moment = later(moment, pause) if promised else moment + pause
            order.times.append(moment)
        if order.stage >= 1:
            order.number = self.journal.number("WX", order.times[0])
        self._lines(order)
        self._write_order(order)
        self._before_work(order)
        for make in self.later:
            make(self, order)
        self.writer.round()

    def _lines(self, order: Made) -> None:
        dice, payer = self.dice, order.business[2]
        rate = self.rates[order.business[0], payer]
        for operation in dice.sample(self.masters.operations, dice.randint(3, 7)):
            amount = (operation.hours * rate + 500) // 1000
            order.labour.append(MadeLabour(self.key("labour_line"), operation, rate, amount))
        seen: set[int] = set()
        for part in dice.choices(self.masters.parts, cum_weights=self._sums, k=dice.randint(3, 7)):
            if part.id in seen:
                continue
            seen.add(part.id)
            quantity = dice.choice((1, 1, 1, 2, 4)) * UNIT
            hung = dice.choice(order.labour).id
            order.parts.append(MadePartLine(self.key("part_line"), part, quantity, part.price * quantity // UNIT, hung))

    def _write_order(self, order: Made) -> None:
        dice, tables = self.dice, self.tables
        done = order.stage == len(WAY) - 1
        left = at(order.times[-1]) if done else None
        clerk = self.who(Role.RECEPTION)
        tables.visit(
            (order.visit, 1, f"v-{order.visit}", order.vehicle, order.customer, at(order.arrived), left, order.mileage,
             order.mileage + 3 if done else None, "", dice.randint(1, 8), dice.random() < 0.4, "", "", "", "", clerk)
        )  # fmt: skip
        labour, material = order.sums
        customer = labour + material if order.business[2] == "customer" else 0
        finished = at(order.times[4]) if order.stage >= 5 else None
        promised = at(order.promised or order.times[-1] + dice.choice((-20, 15, 30, 60, 120)))
        tables.work_order(
            (order.id, max(1, order.stage), f"o-{order.id}", order.number or None, order.visit, order.vehicle, order.customer,
             order.business[0], order.business[1], WAY[order.stage].value, dice.choice(world.REQUESTS),
             dice.choice(world.FINDINGS), promised, False, 0, True, labour, material, 0, customer, False, None, clerk,
             at(order.arrived), finished, left, "")
        )  # fmt: skip
        approval = "approved" if order.stage >= 2 else "quoted"
        for position, line in enumerate(order.labour, 1):
            op = line.operation
            work = (
                "waiting"
                if order.stage < 3
                else "assigned"
                if order.stage == 3
                else "finished"
                if order.stage > 4
                else "in_work"
            )
            if work == "in_work" and position > 1:
                work = "assigned"
            tables.labour_line(
                (line.id, 1, order.id, None, position, op.name, op.code, line.amount, order.business[2], approval, "", op.id,
                 op.hours, line.rate, op.trade, op.rank, False, None, work, order.stage > 4)
            )  # fmt: skip
        for position, item in enumerate(order.parts, 1):
            issued = item.quantity if order.stage >= 4 else 0
            tables.part_line(
                (item.id, 1, order.id, None, position, item.part.name, item.part.number, item.amount, order.business[2],
                 approval, "", item.labour, item.part.id, item.part.unit, item.quantity, item.part.price, item.part.origin,
                 "leave", issued)
            )  # fmt: skip
        self.journal.note(order.arrived, clerk, "quick_reception.receive_and_quote", self._received(order))

    def _received(self, order: Made) -> list[dict[str, object]]:
        lines = [
            {"new": "labour_line", "id": x.id, "fields": {"name": x.operation.name, "amount_fen": x.amount}}
            for x in order.labour
        ]
        parts = [
            {"new": "part_line", "id": x.id, "fields": {"name": x.part.name, "amount_fen": x.amount}}
            for x in order.parts
        ]
        return [
            {"new": "visit", "id": order.visit, "fields": {"vehicle_id": order.vehicle, "mileage_in": order.mileage}},
            {"new": "work_order", "id": order.id, "fields": {"number": order.number, "visit_id": order.visit}},
            *lines, *parts,
        ]  # fmt: skip

    def _before_work(self, order: Made) -> None:
        if order.stage < 1:
            return
        tables, clerk = self.tables, self.who(Role.RECEPTION)
        for n in range(order.stage):
            tables.stage_change(
                (
                    self.key("stage_change"),
                    order.id,
                    _STEPS[n],
                    WAY[n].value,
                    WAY[n + 1].value,
                    at(order.times[n]),
                    self.who(_ROLES[n]),
                    "",
                )
            )
        labour, material = order.sums
        customer = labour + material if order.business[2] == "customer" else 0
        tables.revision(
            (
                self.key("estimate_revision"),
                order.id,
                1,
                at(order.times[0]),
                clerk,
                labour,
                material,
                0,
                customer,
                self.tables.json(self._content(order)),
            )
        )
        self.printed("work_order", order.number, order.id, order.times[0])
        if order.stage < 2:
            return
        tables.consent(
            (
                self.key("consent"),
                order.id,
                None,
                "repair",
                "paper",
                order.name,
                "",
                at(order.times[1]),
                labour + material,
                True,
                "",
                clerk,
                None,
            )
        )
        self.journal.note(
            order.times[1],
            clerk,
            "estimates.authorise_order",
            [{"edit": "work_order", "id": order.id, "fields": {"stage": ["quoted", "authorised"]}}],
        )

    def _content(self, order: Made) -> list[dict[str, Any]]:
        payer = order.business[2]
        labour = [
            {"kind": "labour", "line": x.id, "name": x.operation.name, "code": x.operation.code, "amount": x.amount,
             "payers": {payer: x.amount}, "hours": x.operation.hours, "rate": x.rate}
            for x in order.labour
        ]  # fmt: skip
        parts = [
            {"kind": "part", "line": x.id, "name": x.part.name, "code": x.part.number, "amount": x.amount,
             "payers": {payer: x.amount}, "quantity": x.quantity, "unit": x.part.unit, "price": x.part.price}
            for x in order.parts
        ]  # fmt: skip
        return [*labour, *parts]

    def printed(self, form: str, number: str, order: int, minute: int) -> None:
        """Note that a paper of the order was printed."""
        self.tables.printed(
            (
                self.key("printed_paper"),
                form,
                number,
                order,
                1,
                "",
                at(minute),
                self.who(Role.RECEPTION),
                "generated",
                "0" * 64,
            )
        )
