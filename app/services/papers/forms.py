"""The forms that can be printed (单据目录): which record each stands for and how it is filled."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Select, select

from app.errors import Refusal
from app.models.access import Permission
from app.models.orders import WorkOrder
from app.printing.page import Paper
from app.services.acts import query
from app.services.papers import order_papers
from app.store.unit_of_work import Look
from app.text import QT_TRANSLATE_NOOP


@dataclass(frozen=True, slots=True)
class FormKind:
    """One form (单据): its title, how to find its record's key by number, its number and order, its content."""

    title: str
    find: Callable[[str], Select[int]]
    number_of: Callable[[Look, int], str]
    order_of: Callable[[Look, int], int | None]
    build: Callable[[Look, int], Paper]


def _order_number(look: Look, order_id: int) -> str:
    return look.find(WorkOrder, order_id).number or ""


def _itself(look: Look, order_id: int) -> int:
    del look
    return order_id


def _by_order(number: str) -> Select[int]:
    return select(WorkOrder.id).where(WorkOrder.number == number)


FORMS: dict[str, FormKind] = {
    "work_order": FormKind(
        QT_TRANSLATE_NOOP("words", "维修工作单"), _by_order, _order_number, _itself, order_papers.work_order
    )
}


@query(Permission.VIEW)
def key_of(look: Look, form: str, number: str) -> int:
    """Return the key of the record whose form carries ``number``; ``Refusal`` for an unknown form or number."""
    if form not in FORMS:
        raise Refusal(
            QT_TRANSLATE_NOOP("rules", "没有这种单据:{form}。可用:{forms}"), form=form, forms=", ".join(FORMS)
        )
    key = look.session.scalar(FORMS[form].find(number.strip()))
    if key is None:
        raise Refusal(
            QT_TRANSLATE_NOOP("rules", "没有编号为 {number} 的{title}。"), number=number, title=FORMS[form].title
        )
    return int(key)
