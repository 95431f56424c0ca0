"""The tables an order's rows go into, with their columns in the order in which they are written (表列次序)."""

import json

from app.store.bulk import BulkWriter

_ENCODER = json.JSONEncoder(ensure_ascii=False, check_circular=False)
_LINE = "id version order_id extra_work_id position name code amount_fen payer approval note"


class OrderTables:
    """One adder per table."""

    def __init__(self, writer: BulkWriter) -> None:
        """Name the columns once."""
        table = writer.table
        self.visit = table(
            "visit",
            "id version uuid vehicle_id customer_id arrived_at left_at mileage_in mileage_out mileage_answer fuel waiting "
            "bringer bringer_phone keys_tag belongings received_by",
        )
        self.work_order = table(
            "work_order",
            "id version uuid number visit_id vehicle_id customer_id business_type_id repair_class stage request finding "
            "promised_at promise_open signed_limit_fen wash labour_fen material_fen other_fen customer_fen rework_open "
            "comeback_of advisor_id opened_at finished_at ended_at end_reason",
        )
        self.labour_line = table(
            "labour_line",
            f"{_LINE} operation_id hours rate_fen trade min_rank method_check method_approved_by work self_checked",
        )
        self.part_line = table(
            "part_line", f"{_LINE} labour_line_id part_id unit quantity price_fen origin old_part issued"
        )
        self.stage_change = table("stage_change", "id order_id action left entered at account_id reason")
        self.revision = table(
            "estimate_revision",
            "id order_id revision quoted_at quoted_by labour_fen material_fen other_fen customer_fen lines",
        )
        self.consent = table(
            "consent",
            "id order_id extra_work_id kind method given_by phone given_at amount_fen agreed words recorded_by withdrawn_at",
        )
        self._name_what_follows(writer)

    def _name_what_follows(self, writer: BulkWriter) -> None:
        table = writer.table
        self.assignment = table(
            "assignment",
            "id version labour_line_id technician_id bay_id planned_start planned_end assigned_at assigned_by ended_at "
            "end_reason",
        )
        self.span = table("work_span", "id assignment_id labour_line_id technician_id started_at ended_at pause")
        self.inspection = table(
            "inspection",
            "id version uuid order_id kind round verdict inspector_id started_at ended_at road_test_km road_test voided_at",
        )
        self.item = table(
            "inspection_item", "id version inspection_id labour_line_id position name verdict finding measured"
        )
        self.rework = table(
            "rework",
            "id version order_id inspection_item_id labour_line_id technician_id cause times ordered_at ordered_by passed_at",
        )
        self.certificate = table(
            "certificate",
            "id uuid number order_id inspection_id inspector_id issued_at repair_class guarantee_km guarantee_days "
            "mileage_out voided_at void_reason",
        )
        self.statement = table(
            "statement",
            "id version uuid number order_id payer labour_fen material_fen other_fen discount_fen total_fen state settled_at "
            "settled_by approved_by reversed_at reverse_reason",
        )
        self.payment = table("payment", "id uuid statement_id amount_fen method paid_at taken_by reverses_id")
        self.delivery = table(
            "delivery",
            "id uuid visit_id number gate_pass delivered_at delivered_by receiver mileage_out remaining_faults advice "
            "items_back old_parts_shown covers_off next_service_km next_service_on follow_up",
        )
        self.loan = table(
            "tool_loan",
            "id version uuid number tool_id technician_id order_id lent_at lent_by due_at condition_out returned_at "
            "returned_by condition_in",
        )
        self.printed = table("printed_paper", "id form number order_id nth copies printed_at printed_by pc sha256")

    @staticmethod
    def json(value: object) -> str:
        """Return what a JSON column holds."""
        return _ENCODER.encode(value)
