"""Believable papers of an invented station, one of every form, for tests and for pictures."""

from datetime import date, datetime

from app.printing.car_outline import DamageMark
from app.printing.facts import Consent, PaperCustomer, PaperLine, PaperVehicle, PayerShare, StationHead, Tick
from app.printing.sheets import PrintRun
from app.printing.work_order import WorkOrderPaper
from app.values import Fen, Milli

STATION = StationHead(
    "冀北远达汽车销售服务有限公司 售后服务站",
    "河北省保定市竞秀区朝阳北大街 1688 号",
    "0312-5900000",
    "91130600MA0EXAMP7X",
)
RUN = PrintRun(datetime(2026, 11, 22, 9, 21), "陈立 接待台 1")  # noqa: DTZ001 - the station's wall clock
CUSTOMER = PaperCustomer("易县恒通商贸有限公司", "周喆", "138 0000 6621", "周喆(本人)")
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
        number="WX20261122-0017",
        repair_class="一级维护",
        business_type="常规保养",
        customer=CUSTOMER,
        vehicle=VEHICLE,
        arrived_at=datetime(2026, 11, 22, 9, 12),  # noqa: DTZ001 - the station's wall clock
        promised_at=datetime(2026, 11, 22, 17, 0),  # noqa: DTZ001 - the station's wall clock
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
        consent=Consent("纸面签字", "周喆", datetime(2026, 11, 22, 9, 20), Fen(159200)),  # noqa: DTZ001 - the station's wall clock
        lead_technician="王犇",
    )
