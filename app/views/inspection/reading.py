"""What the inspector's dock shows of the order in hand, read in one look so that its parts fit together (质检数据)."""

from dataclasses import dataclass
from typing import Any

from app.models.quality import Verdict
from app.services.inspection_board import CertificateRow, QualityRecord, RoundRow, quality_record
from app.services.order_rows import OrderInHand
from app.services.order_view import order_in_hand


@dataclass(frozen=True, slots=True)
class OrderQuality:
    """An order and everything inspected of it."""

    order: OrderInHand
    record: QualityRecord

    def open_round(self) -> RoundRow | None:
        """Return the round that is going on."""
        return next((row for row in self.record.rounds if row.verdict is Verdict.OPEN), None)

    def valid_certificate(self) -> CertificateRow | None:
        """Return the certificate that is valid."""
        return next((row for row in self.record.certificates if row.voided_at is None), None)


def read_order(look: Any, order_id: int) -> OrderQuality:  # noqa: ANN401 - the station's look, whose class views do not know
    """Return an order and its inspections; each part asks for its permission."""
    return OrderQuality(order_in_hand(look, order_id), quality_record(look, order_id))
