"""The way of an order as data (施工单阶段): one table read by services, screens and tests.

Every transition names the permission that may do it, the stages it leaves and the one it enters, and its reverse or
``None``. A forbidden action raises ``WrongState``; it never does nothing.
"""

import enum
from dataclasses import dataclass

from app.errors import WrongState
from app.models.access import Permission
from app.text import QT_TRANSLATE_NOOP


class Stage(enum.StrEnum):
    """Where an order stands (阶段)."""

    OPENED = "opened"
    QUOTED = "quoted"
    AUTHORISED = "authorised"
    DISPATCHED = "dispatched"
    IN_WORK = "in_work"
    AWAITING_INSPECTION = "awaiting_inspection"
    PASSED = "passed"
    SETTLED = "settled"
    DELIVERED = "delivered"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    NOT_REPAIRED = "not_repaired"


STAGE_LABELS: dict[Stage, str] = {
    Stage.OPENED: QT_TRANSLATE_NOOP("words", "已接车"),
    Stage.QUOTED: QT_TRANSLATE_NOOP("words", "待委托"),
    Stage.AUTHORISED: QT_TRANSLATE_NOOP("words", "待派工"),
    Stage.DISPATCHED: QT_TRANSLATE_NOOP("words", "待开工"),
    Stage.IN_WORK: QT_TRANSLATE_NOOP("words", "维修中"),
    Stage.AWAITING_INSPECTION: QT_TRANSLATE_NOOP("words", "待检验"),
    Stage.PASSED: QT_TRANSLATE_NOOP("words", "待结算"),
    Stage.SETTLED: QT_TRANSLATE_NOOP("words", "待交车"),
    Stage.DELIVERED: QT_TRANSLATE_NOOP("words", "已交车"),
    Stage.CLOSED: QT_TRANSLATE_NOOP("words", "已归档"),
    Stage.CANCELLED: QT_TRANSLATE_NOOP("words", "已取消"),
    Stage.NOT_REPAIRED: QT_TRANSLATE_NOOP("words", "未修出厂"),
}


class Action(enum.StrEnum):
    """A named use case that moves an order."""

    QUOTE = "quote"
    WITHDRAW_QUOTE = "withdraw_quote"
    AUTHORISE = "authorise"
    WITHDRAW_AUTHORISATION = "withdraw_authorisation"
    DISPATCH = "dispatch"
    RECALL = "recall"
    START = "start"
    FINISH = "finish"
    UNDO_FINISH = "undo_finish"
    PASS = "pass"
    FAIL = "fail"
    UNDO_PASS = "undo_pass"
    SETTLE = "settle"
    REVERSE_SETTLEMENT = "reverse_settlement"
    DELIVER = "deliver"
    CLOSE = "close"
    REOPEN = "reopen"
    CANCEL = "cancel"
    GIVE_UP_REPAIR = "give_up_repair"
    RESUME = "resume"


@dataclass(frozen=True, slots=True)
class Transition:
    """One allowed move; ``reverse`` names the action that takes it back, ``None`` when nothing does."""

    action: Action
    leaves: frozenset[Stage]
    enters: Stage
    permission: Permission
    reverse: Action | None
    label: str
    needs_reason: bool = False


_S = Stage
_BEFORE_INSPECTION = frozenset({_S.OPENED, _S.QUOTED, _S.AUTHORISED, _S.DISPATCHED, _S.IN_WORK})

TRANSITIONS: dict[Action, Transition] = {
    row.action: row
    for row in (
        Transition(
            Action.QUOTE,
            frozenset({_S.OPENED}),
            _S.QUOTED,
            Permission.RECEIVE,
            Action.WITHDRAW_QUOTE,
            QT_TRANSLATE_NOOP("words", "估价"),
        ),
        Transition(
            Action.WITHDRAW_QUOTE,
            frozenset({_S.QUOTED}),
            _S.OPENED,
            Permission.RECEIVE,
            Action.QUOTE,
            QT_TRANSLATE_NOOP("words", "撤回估价"),
            needs_reason=True,
        ),
        Transition(
            Action.AUTHORISE,
            frozenset({_S.QUOTED}),
            _S.AUTHORISED,
            Permission.AUTHORISE,
            Action.WITHDRAW_AUTHORISATION,
            QT_TRANSLATE_NOOP("words", "客户委托"),
        ),
        Transition(
            Action.WITHDRAW_AUTHORISATION,
            frozenset({_S.AUTHORISED}),
            _S.QUOTED,
            Permission.AUTHORISE,
            Action.AUTHORISE,
            QT_TRANSLATE_NOOP("words", "撤回委托"),
            needs_reason=True,
        ),
        Transition(
            Action.DISPATCH,
            frozenset({_S.AUTHORISED}),
            _S.DISPATCHED,
            Permission.DISPATCH,
            Action.RECALL,
            QT_TRANSLATE_NOOP("words", "派工"),
        ),
        Transition(
            Action.RECALL,
            frozenset({_S.DISPATCHED}),
            _S.AUTHORISED,
            Permission.DISPATCH,
            Action.DISPATCH,
            QT_TRANSLATE_NOOP("words", "撤回派工"),
            needs_reason=True,
        ),
        Transition(
            Action.START,
            frozenset({_S.DISPATCHED}),
            _S.IN_WORK,
            Permission.CLOCK,
            None,
            QT_TRANSLATE_NOOP("words", "开工"),
        ),
        Transition(
            Action.FINISH,
            frozenset({_S.IN_WORK}),
            _S.AWAITING_INSPECTION,
            Permission.CLOCK,
            Action.UNDO_FINISH,
            QT_TRANSLATE_NOOP("words", "完工"),
        ),
        Transition(
            Action.UNDO_FINISH,
            frozenset({_S.AWAITING_INSPECTION}),
            _S.IN_WORK,
            Permission.UNDO_FINISH,
            Action.FINISH,
            QT_TRANSLATE_NOOP("words", "撤销完工"),
            needs_reason=True,
        ),
        Transition(
            Action.RESUME,
            frozenset({_S.AWAITING_INSPECTION}),
            _S.IN_WORK,
            Permission.DECIDE_EXTRA,
            Action.FINISH,
            QT_TRANSLATE_NOOP("words", "增项复工"),
        ),
        Transition(
            Action.PASS,
            frozenset({_S.AWAITING_INSPECTION}),
            _S.PASSED,
            Permission.INSPECT,
            Action.UNDO_PASS,
            QT_TRANSLATE_NOOP("words", "检验合格"),
        ),
        Transition(
            Action.FAIL,
            frozenset({_S.AWAITING_INSPECTION}),
            _S.IN_WORK,
            Permission.INSPECT,
            None,
            QT_TRANSLATE_NOOP("words", "检验不合格"),
        ),
        Transition(
            Action.UNDO_PASS,
            frozenset({_S.PASSED}),
            _S.IN_WORK,
            Permission.UNDO_PASS,
            Action.PASS,
            QT_TRANSLATE_NOOP("words", "撤销检验合格"),
            needs_reason=True,
        ),
        Transition(
            Action.SETTLE,
            frozenset({_S.PASSED, _S.NOT_REPAIRED}),
            _S.SETTLED,
            Permission.SETTLE,
            Action.REVERSE_SETTLEMENT,
            QT_TRANSLATE_NOOP("words", "结算"),
        ),
        Transition(
            Action.REVERSE_SETTLEMENT,
            frozenset({_S.SETTLED}),
            _S.PASSED,
            Permission.REVERSE_SETTLEMENT,
            Action.SETTLE,
            QT_TRANSLATE_NOOP("words", "反结算"),
            needs_reason=True,
        ),
        Transition(
            Action.DELIVER,
            frozenset({_S.SETTLED}),
            _S.DELIVERED,
            Permission.DELIVER,
            None,
            QT_TRANSLATE_NOOP("words", "交车"),
        ),
        Transition(
            Action.CLOSE,
            frozenset({_S.DELIVERED}),
            _S.CLOSED,
            Permission.DELIVER,
            Action.REOPEN,
            QT_TRANSLATE_NOOP("words", "归档"),
        ),
        Transition(
            Action.REOPEN,
            frozenset({_S.CLOSED}),
            _S.DELIVERED,
            Permission.REOPEN_FILE,
            Action.CLOSE,
            QT_TRANSLATE_NOOP("words", "撤销归档"),
            needs_reason=True,
        ),
        Transition(
            Action.CANCEL,
            _BEFORE_INSPECTION,
            _S.CANCELLED,
            Permission.CANCEL_ORDER,
            None,
            QT_TRANSLATE_NOOP("words", "取消"),
            needs_reason=True,
        ),
        Transition(
            Action.GIVE_UP_REPAIR,
            _BEFORE_INSPECTION - {_S.OPENED},
            _S.NOT_REPAIRED,
            Permission.CANCEL_ORDER,
            None,
            QT_TRANSLATE_NOOP("words", "未修出厂"),
            needs_reason=True,
        ),
    )
}

ENDED: frozenset[Stage] = frozenset({_S.DELIVERED, _S.CLOSED, _S.CANCELLED})
LINES_OPEN: frozenset[Stage] = frozenset({_S.OPENED, _S.QUOTED})
WORKSHOP_STAGES: frozenset[Stage] = frozenset({_S.AUTHORISED, _S.DISPATCHED, _S.IN_WORK})


def transition(action: Action, stage: Stage) -> Transition:
    """Return the row for ``action`` out of ``stage``; ``WrongState`` when the order's stage does not allow it."""
    row = TRANSITIONS[action]
    if stage not in row.leaves:
        raise WrongState(
            QT_TRANSLATE_NOOP("rules", "施工单现在是“{stage}”,不能{action}。"),
            place="order.stage",
            stage=STAGE_LABELS[stage],
            action=row.label,
        )
    return row


def allowed_actions(stage: Stage, permissions: frozenset[Permission]) -> tuple[Action, ...]:
    """Return the actions that somebody with ``permissions`` may choose in ``stage``, in the order of the table."""
    return tuple(a for a, row in TRANSITIONS.items() if stage in row.leaves and row.permission in permissions)
