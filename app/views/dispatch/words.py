"""What the dispatcher's desk says of lines, assignments and loads (调度用语)."""

from PySide6.QtCore import QCoreApplication

from app.models.lines import WORK_STATE_LABELS, WorkState
from app.models.people import RANK_LABELS, TRADE_LABELS, Rank
from app.services.dispatch_board import AssignedLine, TechnicianLoad, WaitingLine
from app.values import format_hours, format_plate
from app.views.dispatch.day_plan import Bar
from app.views.wording import listed, local, moment, now, promise, word

_FULL = 100
_SIGNS = {WorkState.IN_WORK: "▶ ", WorkState.PAUSED: "Ⅱ ", WorkState.FINISHED: "✓ ", WorkState.REWORK: "↻ "}


def state_word(line: AssignedLine) -> str:
    """Say how far the work on an assignment is; somebody else may work on the line while this clock stands."""
    if line.running_since is None and line.work is WorkState.IN_WORK:
        return QCoreApplication.translate("Dispatch", "未在计时")
    return word(WORK_STATE_LABELS[line.work])


def bar_text(bar: Bar) -> str:
    """Return what stands in a bar: a sign for the state, plate, operation, and the promise where it is at risk."""
    line = bar.line
    sign = _SIGNS[WorkState.IN_WORK] if line.running_since is not None else _SIGNS.get(line.work, "")
    text = f"{sign}{line.plate} {line.name}"
    if bar.late and line.promised_at is not None:
        risk = QCoreApplication.translate("Dispatch", "{text} · 赶不上 {time}")
        return risk.format(text=text, time=f"{local(line.promised_at):%H:%M}")
    return text


def bar_tip(bar: Bar) -> str:
    """Return everything about a bar, a line each."""
    line = bar.line
    rows = [
        f"{format_plate(line.plate)}  {line.number}",
        line.name,
        f"{line.technician} · {state_word(line)}" + (f" · {line.bay}" if line.bay else ""),
        QCoreApplication.translate("Dispatch", "计划 {start} 至 {end}").format(
            start=moment(line.planned_start), end=moment(line.planned_end)
        ),
        worked(line),
    ]
    if line.promised_at is not None:
        rows.append(
            QCoreApplication.translate("Dispatch", "预计交车 {time}").format(time=moment(line.promised_at))
            + (QCoreApplication.translate("Dispatch", ",按计划赶不上") if bar.late else "")
        )
    return "\n".join(rows)


def worked(line: AssignedLine) -> str:
    """Say how long has been worked of what was planned."""
    planned = round((line.planned_end - line.planned_start).total_seconds() / 60)
    return QCoreApplication.translate("Dispatch", "已做 {done} 分钟,计划 {planned} 分钟").format(
        done=line.worked_minutes, planned=planned
    )


def load_tip(load: TechnicianLoad) -> str:
    """Say how full a technician's day is and what they can do."""
    skills = listed(f"{word(TRADE_LABELS[trade])} {word(RANK_LABELS[Rank(rank)])}" for trade, rank in load.trades)
    full = QCoreApplication.translate("Dispatch", "今天已派 {planned} 分钟,班次 {shift} 分钟({percent}%)").format(
        planned=load.planned_minutes, shift=load.shift_minutes, percent=load.percent
    )
    over = QCoreApplication.translate("Dispatch", "超出班次") if load.percent > _FULL else ""
    return "\n".join(part for part in (f"{load.badge} {load.name}", skills, full, over) if part.strip())


def needs(line: WaitingLine) -> str:
    """Say what a waiting line asks for: hours, trade, rank, promise."""
    parts = [
        QCoreApplication.translate("Dispatch", "工时 {hours}").format(hours=format_hours(line.hours)),
        QCoreApplication.translate("Dispatch", "{trade} {rank}以上").format(
            trade=word(TRADE_LABELS[line.trade]), rank=word(RANK_LABELS[Rank(line.min_rank)])
        ),
        promise_words(line),
    ]
    if line.rework:
        parts.insert(0, word(WORK_STATE_LABELS[WorkState.REWORK]))
    return " · ".join(parts)


def promise_words(line: WaitingLine | AssignedLine) -> str:
    """Say until when the car was promised, or how long that is past."""
    if line.promised_at is None:
        return QCoreApplication.translate("Dispatch", "交车时间未定")
    if line.promised_at < now():
        return promise(line.promised_at)
    return QCoreApplication.translate("Dispatch", "{time} 前交车").format(time=moment(line.promised_at))
