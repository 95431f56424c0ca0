"""An order on the floor (车间经过): given out, worked on, inspected."""

from app.models.access import Role
from app.models.guarantee import RepairClass, VehicleKind, minimum_guarantee
from app.services.generate import hours, world
from app.services.generate.journal import at
from app.services.generate.lives import Lives
from app.services.generate.made import Made, MadeLabour

_REWORK, _LOAN, _PAUSE = 0.03, 0.05, 0.08


def work(lives: Lives, order: Made) -> None:
    """Give the lines out, issue the parts, run the clocks as far as the order has come."""
    if order.stage < 3:
        return
    dice, tables = lives.dice, lives.tables
    crew = dice.sample(lives.masters.technicians, min(2, len(lives.masters.technicians)))
    begin, end = order.times[3], order.times[4]
    each = max(5, _between(order, begin, end) // len(order.labour))
    for n, line in enumerate(order.labour):
        line.technician = crew[n % len(crew)]
        assignment = lives.key("assignment")
        start = _after(order, begin, n * each)
        planned = _plan(lives, order, line, start, each)
        tables.assignment(
            (
                assignment,
                1,
                line.id,
                line.technician,
                dice.choice(lives.masters.bays),
                at(planned[0]),
                at(planned[1]),
                at(order.times[2]),
                lives.who(Role.DISPATCH),
                None,
                "",
            )
        )
        if order.stage > 4:
            span(lives, assignment, line, start, min(end, _after(order, start, each)))
        elif order.stage == 4 and n == 0:
            running(lives, assignment, line, begin)
    if order.stage < 4:
        return
    for item in order.parts:
        lives.yard.provide(item.part.id, item.quantity, order.times[2])
    wanted = [(x.id, x.part.id, x.quantity) for x in sorted(order.parts, key=lambda x: x.part.id)]
    lives.yard.issue(order.id, crew[0], wanted, order.times[3])
    lives.journal.note(
        order.times[3],
        lives.who(Role.PARTS),
        "parts.issue_parts",
        [{"new": "stock_move", "id": x, "fields": {"part_line_id": x}} for x, _, _ in wanted],
    )
    if dice.random() < _LOAN and order.stage > 4 and lives.masters.tools:
        lend(lives, order, crew[0], begin, end)


def _after(order: Made, minute: int, by: int) -> int:
    """Return the moment ``by`` minutes later; for cars in the shop minutes of work, so that nobody works at night."""
    return hours.later(minute, by) if order.promised else minute + by


def _between(order: Made, begin: int, end: int) -> int:
    return hours.worked(end) - hours.worked(begin) if order.promised else end - begin


def _plan(lives: Lives, order: Made, line: MadeLabour, start: int, each: int) -> tuple[int, int]:
    """Return from when to when a line is planned: where it was worked, else where its technician has time."""
    length = max(15, line.operation.hours * 60 // 1000)
    if order.stage > 4:
        return start, _after(order, start, max(15, min(length, 2 * each)))
    free = lives.free_from.get(line.technician)
    begins = hours.worked(order.times[3])
    works_now = order.stage == 4 and line is order.labour[0] and line.technician not in lives.busy
    if free is not None and not works_now:
        begins = max(begins, free)
    begins = begins if works_now else hours.room_for(begins, length)
    lives.free_from[line.technician] = begins + length
    return hours.moment(begins), hours.moment(begins + length - 1) + 1


def lend(lives: Lives, order: Made, borrower: int, begin: int, end: int) -> None:
    """Lend a tool for the time of the work."""
    keeper = lives.who(Role.TOOL_ROOM)
    lives.tables.loan(
        (
            lives.key("tool_loan"),
            2,
            f"l-{lives.last['tool_loan']}",
            lives.journal.number("JY", begin),
            lives.dice.choice(lives.masters.tools),
            borrower,
            order.id,
            at(begin),
            keeper,
            at(begin + 480),
            "",
            at(end),
            keeper,
            "",
        )
    )


def span(lives: Lives, assignment: int, line: MadeLabour, start: int, end: int) -> None:
    """Write a line's stretch of work, now and then with a pause in it."""
    middle = (start + end) // 2
    if lives.dice.random() < _PAUSE and end - start > 3:
        lives.tables.span(
            (lives.key("work_span"), assignment, line.id, line.technician, at(start), at(middle), "other_car")
        )
        start = middle + 1
    lives.tables.span((lives.key("work_span"), assignment, line.id, line.technician, at(start), at(end), None))


def running(lives: Lives, assignment: int, line: MadeLabour, start: int) -> None:
    """Let a clock run, one for each technician at most."""
    pause = "shift_end" if line.technician in lives.busy else None
    lives.busy.add(line.technician)
    ended = at(start + 1) if pause else None
    lives.tables.span((lives.key("work_span"), assignment, line.id, line.technician, at(start), ended, pause))


def inspect(lives: Lives, order: Made) -> None:
    """Inspect the order, now and then twice, and certify it."""
    if order.stage < 6:
        return
    dice, tables, inspector = lives.dice, lives.tables, lives.who(Role.INSPECTION)
    moment = order.times[5]
    again = dice.random() < _REWORK
    if again:
        failed = dice.choice(order.labour)
        item = round_(lives, order, 1, moment - 6, failed)
        tables.rework(
            (
                lives.key("rework"),
                1,
                order.id,
                item,
                failed.id,
                failed.technician,
                dice.choice(world.DEFECTS),
                1,
                at(moment - 5),
                inspector,
                at(moment),
            )
        )
        for action, left, entered in (
            ("fail", "awaiting_inspection", "in_work"),
            ("finish", "in_work", "awaiting_inspection"),
        ):
            tables.stage_change(
                (lives.key("stage_change"), order.id, action, left, entered, at(moment - 5), inspector, "")
            )
    round_(lives, order, 2 if again else 1, moment, None)
    lives.journal.note(
        moment,
        inspector,
        "inspection.conclude_inspection",
        [{"edit": "work_order", "id": order.id, "fields": {"stage": ["awaiting_inspection", "passed"]}}],
    )
    number = lives.journal.number("HG", moment)
    promise = minimum_guarantee(VehicleKind.CAR, RepairClass(order.business[1]))
    tables.certificate(
        (
            lives.key("certificate"),
            f"c-{order.id}",
            number,
            order.id,
            lives.last["inspection"],
            inspector,
            at(moment + 1),
            order.business[1],
            promise.km,
            promise.days,
            order.mileage + 3,
            None,
            "",
        )
    )
    lives.printed("certificate", number, order.id, moment + 1)


def round_(lives: Lives, order: Made, number: int, moment: int, failed: MadeLabour | None) -> int:
    """Write a round of inspection; return the key of the failed item, 0 where none failed."""
    key, bad = lives.key("inspection"), 0
    verdict = "failed" if failed else "passed"
    lives.tables.inspection(
        (
            key,
            2,
            f"i-{key}",
            order.id,
            "final",
            number,
            verdict,
            lives.who(Role.INSPECTION),
            at(moment - 4),
            at(moment),
            order.mileage + 2,
            "路试正常",
            None,
        )
    )
    position = 0
    for line in order.labour:
        position += 1
        item = lives.key("inspection_item")
        wrong = failed is not None and line.id == failed.id
        bad = item if wrong else bad
        lives.tables.item(
            (
                item,
                2,
                key,
                line.id,
                position,
                line.operation.name,
                "failed" if wrong else "passed",
                world.DEFECTS[0] if wrong else "",
                "",
            )
        )
    for name in lives.points:
        position += 1
        lives.tables.item((lives.key("inspection_item"), 2, key, None, position, name, "passed", "", ""))
    return bad
