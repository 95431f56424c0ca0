"""An order while it is made (生成中的施工单): keys, times in minutes since the epoch, sums in fen."""

from dataclasses import dataclass, field

from app.models.stages import Stage
from app.services.generate.masters import MadePart, Operation

WAY = (
    Stage.OPENED, Stage.QUOTED, Stage.AUTHORISED, Stage.DISPATCHED, Stage.IN_WORK, Stage.AWAITING_INSPECTION, Stage.PASSED,
    Stage.SETTLED, Stage.DELIVERED,
)  # fmt: skip


@dataclass(slots=True)
class MadeLabour:
    """A labour line while its order is made."""

    id: int
    operation: Operation
    rate: int
    amount: int
    technician: int = 0


@dataclass(slots=True)
class MadePartLine:
    """A material line while its order is made."""

    id: int
    part: MadePart
    quantity: int
    amount: int
    labour: int


@dataclass(slots=True)
class Made:
    """An order while it is made: keys, times in minutes since the epoch, sums in fen."""

    id: int
    visit: int
    vehicle: int
    customer: int
    name: str
    stage: int
    arrived: int
    business: tuple[int, str, str]
    number: str = ""
    promised: int = 0
    labour: list[MadeLabour] = field(default_factory=list)
    parts: list[MadePartLine] = field(default_factory=list)
    times: list[int] = field(default_factory=list)
    mileage: int = 0

    @property
    def sums(self) -> tuple[int, int]:
        """Labour and material of the order."""
        return sum(line.amount for line in self.labour), sum(line.amount for line in self.parts)
