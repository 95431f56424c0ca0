"""Believable papers of an invented station, one of every form, for tests and for pictures."""

from collections.abc import Callable
from datetime import date, datetime

from app.printing.car_outline import DamageMark
from app.printing.certificate import CertificatePaper
from app.printing.customer_papers import EstimatePaper, ExtraWorkPaper
from app.printing.delivery_slip import DeliveredOrder, DeliverySlipPaper
from app.printing.facts import Consent, PaperCustomer, PaperLine, PaperVehicle, PayerShare, StationHead, Tick
from app.printing.page import Paper
from app.printing.sheets import PrintRun
from app.printing.statement import StatementPaper
from app.printing.stock_papers import PickListPaper, ReceiptPaper, StockPaperLine
from app.printing.work_order import TERMS, WorkOrderPaper
from app.printing.workshop_papers import (
    FinalInspectionPaper,
    InspectedItem,
    JobLine,
    JobSlipPaper,
    ReworkLine,
    ReworkSlipPaper,
    ToolLoanPaper,
)
from app.values import Cost, Fen, Milli, Phone

STATION = StationHead(
    "冀北远达汽车销售服务有限公司 售后服务站",
    "河北省保定市竞秀区朝阳北大街 1688 号",
    "0312-5900000",
    "91130600MA0EXAMP7X",
)


def at(hour: int, minute: int = 0) -> datetime:
    """Return a time of the specimens' day on the station's wall clock."""
    return datetime(2026, 11, 22, hour, minute)  # noqa: DTZ001 - the station's wall clock has no zone


RUN = PrintRun(at(9, 21), "陈立 接待台 1")
ORDER = "WX20261122-0017"
CUSTOMER = PaperCustomer("易县恒通商贸有限公司", "周喆", Phone("138 0000 6621"), "周喆(本人)")
VEHICLE = PaperVehicle(
    plate="冀F7L820",
    plate_colour="蓝",
    model="长城炮 2023 款 2.0T 乘用版",
    vin="LGWEF7A53PH512345",
    engine_number="GW4C20B 22A01765",
    mileage=60180,
    fuel=6,
    purchased=date(2023, 5, 18),
)


def labour(name: str, code: str, hours: int, amount: int, payer: str = "自费") -> PaperLine:
    return PaperLine("labour", name, Fen(amount), code, Milli(hours), "工时", Fen(16000), payer)


def part(name: str, code: str, count: int, unit: str, price: int, *, origin: str = "原厂件") -> PaperLine:
    return PaperLine(
        "part", name, Fen(count * price), code, Milli(count * 1000), unit, Fen(price), "自费", origin, beneath=True
    )


LINES = (
    labour("60 000 km 常规保养", "GS-0600", 1800, 28800),
    part("机油 5W-30 SN 4L", "W5-3004", 1, "桶", 31800),
    part("机油滤清器", "1017100-EG01", 1, "个", 4600),
    part("空气滤清器", "1109101-P00", 1, "个", 9800, origin="同质配件"),
    part("空调滤清器", "8104400-K80", 1, "个", 6800, origin="同质配件"),
    labour("变速箱异响检查", "GS-2210", 500, 8000, "索赔"),
    labour("前制动片更换", "GS-3502", 600, 9600),
    part("前制动片总成", "3501115-K00", 1, "套", 38600),
    part("制动液 DOT4 1L", "W5-7701", 1, "瓶", 5600),
    labour("制动系统拆检", "GS-3500", 600, 9600),
    PaperLine("other", "外协:前轮动平衡", Fen(6000), "WX-01", payer="自费"),
)


def work_order() -> WorkOrderPaper:
    return WorkOrderPaper(
        station=STATION,
        number=ORDER,
        repair_class="一级维护",
        business_type="常规保养",
        customer=CUSTOMER,
        vehicle=VEHICLE,
        arrived_at=at(9, 12),
        promised_at=at(17, 0),
        advisor="陈立",
        lines=LINES,
        customer_pays=Fen(151200),
        shares=(PayerShare("索赔", Fen(8000)),),
        request="做 6 万公里保养;低速换挡时变速箱有异响;刹车偶有尖叫,请检查。",
        finding="前制动片剩余约 3 mm,建议拆检;变速箱异响待举升后确认。",
        belongings=(
            Tick("行驶证", True),
            Tick("千斤顶", True),
            Tick("备胎", True),
            Tick("灭火器", False),
            Tick("三角牌", True),
        ),
        belongings_note="车钥匙 1 把",
        protection=(Tick("座椅套", True), Tick("方向盘套", True), Tick("换挡杆套", True), Tick("脚垫", True)),
        valuables_told=True,
        marks=(DamageMark("A", 0.90, 0.17, "右后翼子板划痕约 5 cm"), DamageMark("B", 0.40, 0.84, "左前门凹陷")),
        old_parts="带走",
        wash=True,
        guarantee_km=2000,
        guarantee_days=10,
        extra_limit=Fen(30000),
        consent=Consent("纸面签字", "周喆", at(9, 20), Fen(159200)),
        lead_technician="王犇",
    )


def estimate() -> EstimatePaper:
    return EstimatePaper(
        station=STATION,
        number=ORDER,
        revision=2,
        customer=CUSTOMER,
        vehicle=VEHICLE,
        business_type="常规保养",
        quoted_at=at(9, 15),
        promised_at=at(17),
        advisor="陈立",
        request="做 6 万公里保养",
        lines=LINES,
        customer_pays=Fen(151200),
        shares=(PayerShare("索赔", Fen(8000)),),
        terms=TERMS,
    )


def extra_work() -> ExtraWorkPaper:
    return ExtraWorkPaper(
        station=STATION,
        number="ZX20261122-0003",
        order_number=ORDER,
        customer=CUSTOMER,
        vehicle=VEHICLE,
        finding="右前减振器漏油",
        reason="影响制动时的稳定",
        safety=True,
        lines=(labour("更换右前减振器", "GS-4101", 1200, 19200),),
        customer_pays=Fen(19200),
        promised_before=at(17),
        promised_after=at(18, 30),
        found_by="王犇",
        advisor="陈立",
        decision="部分同意",
        consent=Consent("电话认可", "周喆", at(11), Fen(19200)),
    )


def job_slip() -> JobSlipPaper:
    lines = (
        JobLine("60 000 km 常规保养", "GS-0600", Milli(1800), "王犇", "1 号工位", at(9, 30), at(11, 20), "中级以上"),
    )
    return JobSlipPaper(STATION, ORDER, VEHICLE, "陈立", at(17), "做 6 万公里保养", lines, CUSTOMER.name)


def pick_list() -> PickListPaper:
    lines = (StockPaperLine("1017100-EG01", "机油滤清器", "A-03-2", Milli(1000), "个", "自费"),)
    return PickListPaper(STATION, "LL20261122-0009", ORDER, "冀F·7L820", VEHICLE.model, "王犇", "赵淼", at(10), lines)


def receipt() -> ReceiptPaper:
    lines = (StockPaperLine("W5-3004", "机油 5W-30 SN 4L", "B-01", Milli(12000), "桶", "", Cost(25000), Cost(300000)),)
    return ReceiptPaper(STATION, "RK20261122-0004", "保定配件中心", "BD-7781", at(8, 40), "赵淼", lines, Cost(300000))


def final_inspection() -> FinalInspectionPaper:
    items = (
        InspectedItem("制动性能与驻车制动", "合格", "", "制动距离 6.1 m"),
        InspectedItem("灯光", "不合格", "右近光暗"),
    )
    return FinalInspectionPaper(STATION, ORDER, 2, VEHICLE, items, "不合格", "钱堃", at(15), "路试正常", 60188)


def rework_slip() -> ReworkSlipPaper:
    lines = (ReworkLine("前制动片更换", "踏板行程偏大", "王犇", 1, at(15, 5), None, "竣工检验"),)
    return ReworkSlipPaper(STATION, ORDER, VEHICLE, "钱堃", lines)


def certificate() -> CertificatePaper:
    return CertificatePaper(
        STATION,
        "HG20261122-0011",
        ORDER,
        CUSTOMER.name,
        VEHICLE,
        "一级维护",
        60188,
        at(9),
        at(16),
        at(17),
        "钱堃",
        2000,
        10,
    )


def statement() -> StatementPaper:
    return StatementPaper(
        station=STATION,
        number="JS20261122-0012",
        order_number=ORDER,
        payer="自费",
        customer=CUSTOMER,
        vehicle=VEHICLE,
        repair_class="一级维护",
        mileage_out=60188,
        arrived_at=at(9, 12),
        settled_at=at(16, 40),
        lines=LINES,
        due=Fen(149200),
        discount=Fen(10000),
        paid="已收款 (微信)",
        old_parts="带走",
        guarantee_km=2000,
        guarantee_days=10,
        cashier="孙㛃",
        advisor="陈立",
    )


def delivery_slip() -> DeliverySlipPaper:
    return DeliverySlipPaper(
        station=STATION,
        number="JC20261122-0010",
        gate_pass="CM20261122-0010",
        customer=CUSTOMER,
        vehicle=VEHICLE,
        mileage_out=60188,
        arrived_at=at(9, 12),
        delivered_at=at(17, 5),
        receiver="周喆",
        released_by="陈立",
        orders=(DeliveredOrder(ORDER, "常规保养", "JS20261122-0012", Fen(149200), "已收款", "HG20261122-0011"),),
        remaining_faults="右后轮胎磨损到极限",
        advice="新制动片磨合 200 km",
        old_parts_shown=True,
        next_service_km=70000,
        next_service_on=date(2027, 5, 22),
        follow_up="工作日晚上",
    )


def tool_loan() -> ToolLoanPaper:
    return ToolLoanPaper(
        STATION,
        "JY20261122-0002",
        "T-001",
        "变速箱举升托架",
        "500 kg",
        "王犇",
        ORDER,
        at(10),
        at(17),
        None,
        "",
        "",
        "李工",
    )


SPECIMENS: dict[str, Callable[[], Paper]] = {
    "work_order": work_order,
    "estimate": estimate,
    "extra_work": extra_work,
    "job_slip": job_slip,
    "pick_list": pick_list,
    "receipt": receipt,
    "final_inspection": final_inspection,
    "rework_slip": rework_slip,
    "certificate": certificate,
    "statement": statement,
    "delivery_slip": delivery_slip,
    "tool_loan": tool_loan,
}
