"""An order's end (结算与交车): settled, paid, handed back."""

from app.models.access import Role
from app.services.generate.journal import at
from app.services.generate.lives import Lives
from app.services.generate.made import Made


def settle(lives: Lives, order: Made) -> None:
    """Settle the order, take the money, hand the car back."""
    if order.stage < 7:
        return
    tables, cashier, moment = lives.tables, lives.who(Role.SETTLEMENT), order.times[6]
    labour, material = order.sums
    number, key = lives.journal.number("JS", moment), lives.key("statement")
    own = order.business[2] == "customer"
    tables.statement(
        (
            key,
            2 if own else 1,
            f"s-{key}",
            number,
            order.id,
            order.business[2],
            labour,
            material,
            0,
            0,
            labour + material,
            "paid" if own else "on_account",
            at(moment),
            cashier,
            None,
            None,
            "",
        )
    )
    if own:
        payment = lives.key("payment")
        method = lives.dice.choice(("wechat", "wechat", "alipay", "cash", "card"))
        tables.payment((payment, f"p-{payment}", key, labour + material, method, at(moment + 1), cashier, None))
    lives.journal.note(
        moment,
        cashier,
        "settlement.settle_order",
        [{"new": "statement", "id": key, "fields": {"number": number, "total_fen": labour + material}}],
    )


def deliver(lives: Lives, order: Made) -> None:
    """Hand the car back with slip and gate pass."""
    if order.stage < 8:
        return
    tables = lives.tables
    moment = order.times[7]
    slip = lives.journal.number("JC", moment)
    tables.delivery(
        (
            lives.key("delivery"),
            f"d-{order.visit}",
            order.visit,
            slip,
            lives.journal.number("CM", moment),
            at(moment),
            lives.who(Role.RECEPTION),
            order.name,
            order.mileage + 3,
            "",
            "按期保养",
            "",
            True,
            True,
            order.mileage + 5000,
            None,
            "",
        )
    )
    lives.printed("delivery_slip", slip, order.id, moment)
    lives.journal.note(
        moment,
        lives.who(Role.RECEPTION),
        "delivery.deliver_car",
        [{"edit": "visit", "id": order.visit, "fields": {"left_at": [None, at(moment)]}}],
    )
