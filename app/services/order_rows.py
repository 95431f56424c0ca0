"""The rows of the car in hand (在手施工单): what the middle of the window shows of one order."""

from dataclasses import dataclass
from datetime import datetime

from app.models.guarantee import RepairClass
from app.models.lines import Approval, OldPart
from app.models.money import PaidState
from app.models.orders import ConsentKind, ConsentMethod, ExtraState, Payer, WaitKind
from app.models.stages import Action, Stage
from app.services.comebacks import ComebackRow
from app.values import Fen, Milli, Phone


@dataclass(frozen=True, slots=True)
class LineRow:
    """One line of the order as shown (项目/材料行); ``amount`` in hours or units (thousandths), prices in fen."""

    id: str
    line_id: int
    kind: str
    version: int
    name: str
    code: str
    amount: Milli
    unit: str
    price_fen: Fen
    total_fen: Fen
    payer: Payer
    shares: tuple[tuple[Payer, int], ...]
    approval: Approval
    status: str
    tone: str
    technician: str
    extra_work_id: int | None
    issued: Milli
    origin: str
    old_part: OldPart | None
    note: str


@dataclass(frozen=True, slots=True)
class ExtraRow:
    """A proposal of extra work (增项) with its price for the customer (fen)."""

    id: int
    version: int
    number: str
    state: ExtraState
    finding: str
    reason: str
    safety: bool
    delay_minutes: int
    proposed_by: str
    proposed_at: datetime
    labour_fen: Fen
    material_fen: Fen
    lines: tuple[LineRow, ...]


@dataclass(frozen=True, slots=True)
class WaitRow:
    """An open wait of the order (等待)."""

    kind: WaitKind
    started_at: datetime
    note: str


@dataclass(frozen=True, slots=True)
class ConsentRow:
    """A recorded consent (认可记录), amount in fen."""

    id: int
    kind: ConsentKind
    method: ConsentMethod
    given_by: str
    given_at: datetime
    amount_fen: Fen
    agreed: bool
    words: str


@dataclass(frozen=True, slots=True)
class OrderInHand:
    """One order, its visit, car and customer (在手施工单); money in fen, mileage in km, fuel in eighths."""

    id: int
    version: int
    visit_id: int
    vehicle_id: int
    customer_id: int
    number: str
    stage: Stage
    rework_open: bool
    plate: str
    plate_colour: str
    vin: str
    engine_no: str
    model: str
    customer: str
    contact: str
    phone: Phone
    bringer: str
    bringer_phone: Phone
    waiting: bool
    mileage_in: int | None
    mileage_answer: str
    fuel: int | None
    keys_tag: str
    belongings: str
    arrived_at: datetime
    left_at: datetime | None
    business_type_id: int
    business_type: str
    repair_class: RepairClass
    request: str
    finding: str
    promised_at: datetime | None
    promise_open: bool
    signed_limit_fen: Fen
    wash: bool
    advisor: str
    opened_at: datetime
    comeback_of: int | None
    comeback: ComebackRow | None
    labour_fen: Fen
    material_fen: Fen
    other_fen: Fen
    customer_fen: Fen
    proposed_fen: Fen
    certificate: str
    paid: PaidState | None
    lines: tuple[LineRow, ...]
    extras: tuple[ExtraRow, ...]
    waits: tuple[WaitRow, ...]
    consents: tuple[ConsentRow, ...]
    siblings: tuple[tuple[int, str, Stage], ...]
    actions: tuple[Action, ...]

    @property
    def total_fen(self) -> Fen:
        """What the whole order costs (fen), whoever pays."""
        return Fen(self.labour_fen + self.material_fen + self.other_fen)
