"""What a new station starts with (建站): business types, hourly rates, guarantee terms, a labour catalogue."""

from datetime import date

from app.models.guarantee import RepairClass, VehicleKind, minimum_guarantee
from app.models.orders import BusinessType, Payer
from app.models.people import Trade
from app.models.station import GuaranteeTerm, LabourOperation, LabourRate
from app.store.unit_of_work import Work
from app.text import QT_TRANSLATE_NOOP
from app.values import Fen, Milli

_MINOR, _FIRST, _SPECIAL = RepairClass.MINOR_REPAIR, RepairClass.FIRST_MAINTENANCE, RepairClass.SPECIAL_REPAIR

BUSINESS_TYPES: tuple[tuple[str, str, RepairClass, Payer], ...] = (
    ("service", QT_TRANSLATE_NOOP("words", "常规保养"), _FIRST, Payer.CUSTOMER),
    ("first_service", QT_TRANSLATE_NOOP("words", "首次保养"), _FIRST, Payer.FREE_SERVICE),
    ("repair", QT_TRANSLATE_NOOP("words", "普通维修"), _MINOR, Payer.CUSTOMER),
    ("warranty", QT_TRANSLATE_NOOP("words", "保修"), _MINOR, Payer.WARRANTY),
    ("three_guarantees", QT_TRANSLATE_NOOP("words", "三包维修"), _MINOR, Payer.WARRANTY),
    ("goodwill", QT_TRANSLATE_NOOP("words", "善意维修"), _MINOR, Payer.WARRANTY),
    ("body_paint", QT_TRANSLATE_NOOP("words", "钣金喷漆"), _SPECIAL, Payer.CUSTOMER),
    ("accident", QT_TRANSLATE_NOOP("words", "事故"), _SPECIAL, Payer.INSURER),
    ("accessories", QT_TRANSLATE_NOOP("words", "精品装潢"), _SPECIAL, Payer.CUSTOMER),
    ("internal", QT_TRANSLATE_NOOP("words", "内部修理"), _MINOR, Payer.INTERNAL),
    ("internal_rework", QT_TRANSLATE_NOOP("words", "内部返工"), _MINOR, Payer.INTERNAL),
    ("comeback", QT_TRANSLATE_NOOP("words", "外部返修"), _MINOR, Payer.INTERNAL),
    ("pdi", "PDI", _SPECIAL, Payer.INTERNAL),
    ("campaign", QT_TRANSLATE_NOOP("words", "服务活动"), _MINOR, Payer.WARRANTY),
    ("other", QT_TRANSLATE_NOOP("words", "其他"), _MINOR, Payer.CUSTOMER),
)

OPERATIONS: tuple[tuple[str, str, int, Trade, int, bool], ...] = (
    ("GS-0100", "更换机油机滤", 500, Trade.MECHANIC, 1, False),
    ("GS-0200", "更换空气滤清器", 200, Trade.MECHANIC, 1, False),
    ("GS-0210", "更换空调滤清器", 300, Trade.MECHANIC, 1, False),
    ("GS-0600", "60 000 km 常规保养", 1800, Trade.MECHANIC, 2, False),
    ("GS-1100", "更换火花塞", 600, Trade.MECHANIC, 2, False),
    ("GS-1500", "清洗节气门", 800, Trade.MECHANIC, 2, False),
    ("GS-2210", "变速箱异响检查", 500, Trade.MECHANIC, 4, False),
    ("GS-2300", "更换变速箱油", 1200, Trade.MECHANIC, 3, False),
    ("GS-2900", "变速箱总成拆装", 8000, Trade.MECHANIC, 5, True),
    ("GS-3100", "更换前制动片", 900, Trade.MECHANIC, 2, False),
    ("GS-3110", "更换后制动片", 900, Trade.MECHANIC, 2, False),
    ("GS-3200", "更换前制动盘", 1400, Trade.MECHANIC, 3, False),
    ("GS-3500", "制动系统拆检", 600, Trade.MECHANIC, 3, False),
    ("GS-4100", "四轮定位", 1000, Trade.MECHANIC, 3, False),
    ("GS-4200", "动平衡(每轮)", 200, Trade.MECHANIC, 1, False),
    ("GS-4300", "轮胎换位", 400, Trade.MECHANIC, 1, False),
    ("GS-5100", "电路故障检测", 800, Trade.ELECTRIC, 3, False),
    ("GS-5200", "更换蓄电池", 300, Trade.ELECTRIC, 1, False),
    ("GS-5300", "空调系统检测加注", 1000, Trade.ELECTRIC, 3, False),
    ("GS-6100", "前保险杠拆装", 1200, Trade.BODY, 2, False),
    ("GS-6200", "左前翼子板钣金", 3000, Trade.BODY, 3, False),
    ("GS-6210", "右前翼子板钣金", 3000, Trade.BODY, 3, False),
    ("GS-7100", "前保险杠喷漆", 2500, Trade.PAINT, 3, False),
    ("GS-7200", "翼子板喷漆", 2500, Trade.PAINT, 3, False),
    ("GS-7300", "车门喷漆", 3000, Trade.PAINT, 3, False),
    ("GS-8100", "贴膜", 4000, Trade.TRIM, 2, False),
)

RATES: tuple[tuple[str | None, Payer | None, int], ...] = (
    (None, None, 16000),
    (None, Payer.WARRANTY, 12000),
    (None, Payer.INTERNAL, 8000),
    ("body_paint", None, 20000),
    ("accident", None, 20000),
)


def found_catalogue(work: Work) -> None:
    """Write the lists a new station starts with; every one of them can be edited."""
    types = {
        code: BusinessType(code=code, name=name, repair_class=repair_class, payer=payer, position=n)
        for n, (code, name, repair_class, payer) in enumerate(BUSINESS_TYPES, 1)
    }
    work.session.add_all(types.values())
    work.session.flush()
    first = date(2020, 1, 1)
    work.session.add_all(
        LabourRate(business_type_id=types[code].id if code else None, payer=payer, valid_from=first, rate_fen=Fen(rate))
        for code, payer, rate in RATES
    )
    work.session.add_all(
        LabourOperation(code=code, name=name, hours=Milli(hours), trade=trade, min_rank=rank, method_check=check)
        for code, name, hours, trade, rank, check in OPERATIONS
    )
    for kind in VehicleKind:
        for repair_class in RepairClass:
            least = minimum_guarantee(kind, repair_class)
            work.session.add(GuaranteeTerm(vehicle_kind=kind, repair_class=repair_class, km=least.km, days=least.days))
