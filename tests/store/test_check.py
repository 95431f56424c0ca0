"""Every figure that is kept twice is compared, and each difference is told in a sentence, on both databases."""

import pytest
from sqlalchemy import Connection, text

from app.models.access import Role
from app.models.money import PaymentMethod, Statement
from app.models.orders import Payer
from app.services import certificates, entries, parts, settlement
from app.services.check import MOST_TOLD, PARTS, check, repair
from app.store.engine import open_engines
from app.values import Cost, Milli
from tests.builders import Shop, passed, received

WRONG = {
    "balance": ("UPDATE stock_balance SET quantity = quantity + 1000 WHERE part_id = 1", "流水合计 4,结存 5。"),
    "batch": ("UPDATE stock_batch SET quantity_left = quantity_left + 500 WHERE id = 1", "批次余量合计 4.5,结存 4。"),
    "cost of a move": (
        "UPDATE stock_move SET cost = cost - 1 WHERE id = 1",
        "流水成本合计 120.03,批次成本合计 120.04。",
    ),
    "cost of a batch": ("UPDATE stock_batch SET cost_left = cost_left + 1 WHERE id = 1", "批次余 4(成本 120.05)。"),
    "goods in": ("UPDATE stock_batch SET quantity_in = 6000 WHERE id = 2", "批次记入 6(成本 150.05)。"),
    "part of a move": ("UPDATE stock_move SET part_id = 2 WHERE id = 1", "批次 1:有别的配件的流水。"),
    "issued": ("UPDATE part_line SET issued = 0 WHERE id = 1", "记为已领 0,流水合计 1。"),
    "labour": ("UPDATE work_order SET labour_fen = labour_fen + 1 WHERE id = 1", "工时费记为 368.01,项目合计 368.00。"),
    "material": ("UPDATE work_order SET material_fen = 0 WHERE id = 1", "材料费记为 0.00,项目合计 364.00。"),
    "other": ("UPDATE work_order SET other_fen = 5 WHERE id = 1", "其他费用记为 0.05,项目合计 0.00。"),
    "customer": ("UPDATE work_order SET customer_fen = 7 WHERE id = 2", "客户应付记为 0.07"),
    "line": ("UPDATE labour_line SET amount_fen = amount_fen + 100 WHERE id = 1", "customer 应结 733.00"),
    "payer": ("UPDATE part_line SET payer = 'insurer' WHERE id = 1", "insurer 应结 318.00,结算单 - 记为 0.00。"),
    "share": (
        "INSERT INTO line_share (part_line_id, payer, permille) VALUES (1, 'insurer', 500)",
        "insurer 应结 159.00,结算单 - 记为 0.00。",
    ),
    "statement": ("UPDATE statement SET total_fen = total_fen + 1", "合计记为 732.01,各项相加 732.00。"),
    "payment": ("DELETE FROM payment", "应已收 732.00,收款合计 0.00。"),
    "no statement": ("UPDATE work_order SET stage = 'closed' WHERE id = 2", "在“已归档”阶段却没有结算单。"),
    "number missing": ("UPDATE counter SET last = 3 WHERE kind = 'JS'", "编号 JS20261122 缺 0002, 0003,已用到 0003"),
    "number beyond": ("UPDATE counter SET last = 1 WHERE kind = 'HG'", "编号 HG20261122 的 0002 超出计数 0001。"),
    "number without counter": ("DELETE FROM counter WHERE kind = 'LL'", "编号 LL20261122 的 0001 超出计数 0000。"),
    "number twice": ("UPDATE work_order SET number = 'WX20261122-00001' WHERE id = 2", "的 0001 用了不止一次。"),
    "number malformed": ("UPDATE statement SET number = 'JS-7'", "编号 JS-7 不合规则。"),
    "number of another kind": ("UPDATE statement SET number = 'WX20261122-0001'", "编号 WX20261122-0001 不合规则。"),
    "void not registered": ("DELETE FROM voided_number", "合格证 HG20261122-0001 已作废,却没有登记。"),
    "void still valid": (
        "UPDATE voided_number SET number = 'HG20261122-0002'",
        "合格证 HG20261122-0002 登记为作废,却仍然有效。",
    ),
    "audit changed": ("UPDATE audit SET reason = '没有原因' WHERE id = 5", "审计记录 5("),
    "audit row gone": ("DELETE FROM audit WHERE id = 5", "审计记录 6("),
    "audit end cut": ("DELETE FROM audit WHERE id = (SELECT max(id) FROM audit)", "审计链的末尾应是记录"),
    "audit head": ("UPDATE audit_head SET hash = 'x'", "审计链的末尾应是记录"),
    "reference": ("UPDATE vehicle SET customer_id = 999 WHERE id = 2", "vehicle 的记录 2 指向不存在的 customer。"),
    "document missing": (
        "DELETE FROM search_doc WHERE kind = 'vehicle' AND ref = 1",
        "检索索引(vehicle)缺 1 条,多 0 条",
    ),
    "document idle": (
        "UPDATE search_doc SET id = id - 500, ref = 777 WHERE kind = 'tool' AND ref = 1",
        "检索索引(tool)缺 1 条,多 1 条",
    ),
    "document stale": ("UPDATE search_doc SET s = 'x' WHERE kind = 'vehicle'", "检索索引(vehicle)的记录 1 已过时"),
}


@pytest.fixture
def busy(shop: Shop) -> Shop:
    """Settle a car, void a certificate of it, and have another one in work."""
    car = passed(shop)
    first = shop.do(Role.INSPECTION, certificates.issue_certificate, car.order_id)
    shop.do(Role.INSPECTION, certificates.void_certificate, first, reason="打错了")
    shop.do(Role.INSPECTION, certificates.issue_certificate, car.order_id)
    shop.do(Role.SETTLEMENT, settlement.settle_order, car.order_id)
    for statement in shop.found(Statement, payer=Payer.CUSTOMER):
        pay = (statement.id, PaymentMethod.CASH, statement.total_fen)
        shop.do(Role.SETTLEMENT, settlement.pay_statement, *pay, seen=statement.version)
    received(shop, vehicle=entries.VehicleEntry(plate="京A00001"), customer=entries.CustomerEntry(name="李一三"))
    return shop


def told(connection: Connection) -> list[str]:
    """Return every sentence of every part, as the books stand in the connection's transaction."""
    return [str(difference) for _, part in PARTS for difference in part(connection)]


def free_references(connection: Connection) -> None:
    """Let references lead nowhere until the transaction is rolled back."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
    else:
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")


def test_a_sound_station_has_no_difference(busy: Shop) -> None:
    steps: list[tuple[int, int, str]] = []
    assert check(busy.station.engines, progress=lambda *step: steps.append(step)) == []
    assert steps[0] == (0, len(PARTS), "ledger")
    assert steps[-1] == (len(PARTS), len(PARTS), "")


def test_each_broken_figure_is_told(busy: Shop) -> None:
    with busy.station.engines.writer.connect() as connection:
        for name, (wrong, sentence) in WRONG.items():
            free_references(connection)
            assert connection.execute(text(wrong)).rowcount >= 1, name
            sentences = told(connection)
            assert any(sentence in one for one in sentences), (name, sentences)
            connection.rollback()
        assert told(connection) == []


def test_returned_and_reversed_stock_is_in_order(busy: Shop) -> None:
    goods = (parts.ReceiptEntry(busy.parts["W5-3004"], Milli(3000), Cost(3001)),)
    number = busy.do(Role.PARTS, parts.receive_goods, "保定配件中心", goods)
    busy.do(Role.PARTS, parts.reverse_receipt, number, reason="送错货")
    assert check(busy.station.engines) == []


def test_a_reversed_settlement_is_in_order(busy: Shop) -> None:
    busy.do(Role.FINANCE, settlement.reverse_settlement, 1, reason="改付款方")
    assert check(busy.station.engines) == []


def test_what_is_below_zero_is_told(sqlite_shop: Shop) -> None:
    with sqlite_shop.station.engines.writer.connect() as connection:
        connection.exec_driver_sql("PRAGMA ignore_check_constraints = ON")
        connection.execute(text("UPDATE stock_balance SET quantity = -1000 WHERE part_id = 1"))
        connection.execute(text("UPDATE stock_batch SET cost_left = -5 WHERE part_id = 2"))
        sentences = told(connection)
        connection.rollback()
        connection.exec_driver_sql("PRAGMA ignore_check_constraints = OFF")
    assert any("结存 -1,小于零" in one for one in sentences)
    assert any("余量 5 与成本 -0.05 不可能同时成立" in one for one in sentences)


def test_a_damaged_index_of_the_file_is_told(sqlite_shop: Shop) -> None:
    received(sqlite_shop)
    with sqlite_shop.station.engines.writer.begin() as connection:
        connection.exec_driver_sql("PRAGMA writable_schema = ON")
        connection.exec_driver_sql(
            "UPDATE sqlite_master SET sql = 'CREATE INDEX ix_vehicle_plate ON vehicle (vin)' "
            "WHERE name = 'ix_vehicle_plate'"
        )
    sqlite_shop.station.engines.dispose()
    engines = open_engines(str(sqlite_shop.station.engines.writer.url))
    try:
        assert any("数据文件有损坏" in str(one) and "ix_vehicle_plate" in str(one) for one in check(engines))
    finally:
        engines.dispose()


def test_a_lost_search_index_is_repaired(busy: Shop) -> None:
    with busy.station.engines.writer.begin() as connection:
        connection.execute(text("DELETE FROM search_doc WHERE kind <> 'order'"))
    assert len(check(busy.station.engines)) == 5
    assert repair(busy.station.engines) > 0
    assert check(busy.station.engines) == []


def test_a_document_that_the_index_lost_is_told(sqlite_shop: Shop) -> None:
    received(sqlite_shop)
    with sqlite_shop.station.engines.writer.begin() as connection:
        connection.exec_driver_sql("INSERT INTO search_fts(search_fts) VALUES ('delete-all')")
    assert any("检索索引(vehicle)的记录 1 已过时" in str(one) for one in check(sqlite_shop.station.engines))


def test_of_very_many_differences_only_the_first_are_told(sqlite_shop: Shop) -> None:
    with sqlite_shop.station.engines.writer.begin() as connection:
        connection.execute(
            text(
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300) "
                "INSERT INTO voided_number (kind, number, reason, voided_at, voided_by, replaced_by) "
                "SELECT 'HG', 'odd ' || i, 'x', '2026-11-22 00:00:00', 1, '' FROM n"
            )
        )
    found = [str(one) for one in check(sqlite_shop.station.engines)]
    assert len(found) == MOST_TOLD + 1
    assert f"超过 {MOST_TOLD} 处" in found[-1]
