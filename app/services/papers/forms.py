"""The forms that can be printed (单据目录): which record each stands for and how it is filled."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, exists, select

from app.errors import Refusal
from app.models.access import Permission
from app.models.money import Statement
from app.models.orders import ExtraWork, WorkOrder
from app.models.quality import Certificate, Inspection, Rework
from app.models.stages import Stage
from app.models.stock import DocumentKind, StockDocument
from app.models.tools import ToolLoan
from app.models.visits import Delivery
from app.printing.page import Paper
from app.services.acts import query
from app.services.papers import floor_papers, later_papers, order_papers
from app.store.unit_of_work import Look
from app.text import QT_TRANSLATE_NOOP

BEFORE_WORK: Final = (Stage.OPENED, Stage.QUOTED, Stage.CANCELLED)
"""Stages of an order that nobody works on, so that there is no job slip."""


@dataclass(frozen=True, slots=True)
class FormKind:
    """One form (单据): its title, how to find its record's key by number, its number and order, its content."""

    title: str
    find: Callable[[str], Select[int]]
    number_of: Callable[[Look, int], str]
    order_of: Callable[[Look, int], int | None]
    build: Callable[[Look, int], Paper]


def _number(entity: type[Any], column: str = "number") -> Callable[[Look, int], str]:
    """Return what reads the number of a record."""

    def read(look: Look, key: int) -> str:
        return str(getattr(look.find(entity, key), column) or "")

    return read


def _order(entity: type[Any]) -> Callable[[Look, int], int | None]:
    """Return what reads the order of a record."""

    def read(look: Look, key: int) -> int | None:
        found: int | None = look.find(entity, key).order_id
        return found

    return read


def _itself(look: Look, order_id: int) -> int:
    del look
    return order_id


def _of_order(title: str, build: Callable[[Look, int], Paper], *there: ColumnElement[bool]) -> FormKind:
    """Return a form that stands for an order and carries its number; ``there`` is what the order must have for it."""
    return FormKind(
        title,
        lambda number: select(WorkOrder.id).where(WorkOrder.number == number, *there),
        _number(WorkOrder),
        _itself,
        build,
    )


def _has(entity: type[Inspection | Rework]) -> ColumnElement[bool]:
    return exists().where(entity.order_id == WorkOrder.id)


def _of_document(title: str, kinds: tuple[DocumentKind, ...], build: Callable[[Look, int], Paper]) -> FormKind:
    """Return a form that stands for a stock document."""
    return FormKind(
        title,
        lambda number: select(StockDocument.id).where(StockDocument.number == number, StockDocument.kind.in_(kinds)),
        _number(StockDocument),
        _order(StockDocument),
        build,
    )


def _of_record(title: str, entity: type[Any], build: Callable[[Look, int], Paper]) -> FormKind:
    """Return a form that stands for a record with a number and an order of its own."""
    return FormKind(
        title, lambda number: select(entity.id).where(entity.number == number), _number(entity), _order(entity), build
    )


def _certificate_number(look: Look, order_id: int) -> str:
    wanted = select(Certificate.number).where(Certificate.order_id == order_id, Certificate.voided_at.is_(None))
    return look.session.scalar(wanted) or ""


def _slip_number(look: Look, visit_id: int) -> str:
    return look.session.scalar(select(Delivery.number).where(Delivery.visit_id == visit_id)) or ""


def _first_order(look: Look, visit_id: int) -> int | None:
    return look.session.scalar(
        select(WorkOrder.id).where(WorkOrder.visit_id == visit_id).order_by(WorkOrder.id).limit(1)
    )


FORMS: dict[str, FormKind] = {
    "work_order": _of_order(QT_TRANSLATE_NOOP("words", "维修工作单"), order_papers.work_order),
    "estimate": _of_order(QT_TRANSLATE_NOOP("words", "维修估价单"), order_papers.estimate),
    "extra_work": _of_record(QT_TRANSLATE_NOOP("words", "增项确认单"), ExtraWork, order_papers.extra_work),
    "job_slip": _of_order(
        QT_TRANSLATE_NOOP("words", "派工单"), floor_papers.job_slip, WorkOrder.stage.not_in(BEFORE_WORK)
    ),
    "pick_list": _of_document(
        QT_TRANSLATE_NOOP("words", "领料单"), (DocumentKind.REQUISITION, DocumentKind.RETURN), floor_papers.pick_list
    ),
    "receipt": _of_document(QT_TRANSLATE_NOOP("words", "入库单"), (DocumentKind.RECEIPT,), floor_papers.receipt),
    "final_inspection": _of_order(
        QT_TRANSLATE_NOOP("words", "竣工检验单"), later_papers.final_inspection, _has(Inspection)
    ),
    "rework_slip": _of_order(QT_TRANSLATE_NOOP("words", "返工单"), floor_papers.rework_slip, _has(Rework)),
    "certificate": FormKind(
        QT_TRANSLATE_NOOP("words", "竣工出厂合格证"),
        lambda number: select(Certificate.order_id).where(
            Certificate.number == number, Certificate.voided_at.is_(None)
        ),
        _certificate_number,
        _itself,
        later_papers.certificate,
    ),
    "statement": _of_record(QT_TRANSLATE_NOOP("words", "结算清单"), Statement, later_papers.statement),
    "delivery_slip": FormKind(
        QT_TRANSLATE_NOOP("words", "交车单"),
        lambda number: select(Delivery.visit_id).where(Delivery.number == number),
        _slip_number,
        _first_order,
        later_papers.delivery_slip,
    ),
    "tool_loan": _of_record(QT_TRANSLATE_NOOP("words", "工具借用单"), ToolLoan, floor_papers.tool_loan),
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
