"""Settings of the station (站设置): dated and audited; the newest row not after today holds."""

from typing import Any

from sqlalchemy import select

from app.errors import InvalidEntry
from app.models.access import Permission
from app.models.station import StationSetting
from app.services.acts import query, service
from app.store.unit_of_work import Look, Work
from app.text import QT_TRANSLATE_NOOP
from app.values import MAX_TEXT

DEFAULTS: dict[str, Any] = {
    "certificate_for_every_car": True,
    "idle_lock_minutes": 15,
    "follow_up_days": 3,
    "terms": (
        "施工中发现需增加项目或费用的,须先征得客户认可后方可施工。\n"
        "换下的旧件归客户所有;选择“不带走”的,由本站处置。\n"
        "客户自带配件,本站不承担该配件的质量保证责任。\n"
        "质量保证期按《机动车维修管理规定》执行,自竣工出厂之日起计算,里程与日期以先达到者为准。\n"
        "客户授权本站为检验之需进行路试。贵重物品请随身带走。\n"
        "凭客户联取车,请妥善保管。"
    ),
    "blank_rows": 2,
    "quick_lane": "GS-0100 GS-0200 GS-0210 GS-4200 GS-4300 GS-5200",
}
_RANGES = {"idle_lock_minutes": (1, 480), "follow_up_days": (1, 365), "blank_rows": (0, 20)}


def setting(look: Look, key: str) -> Any:  # noqa: ANN401 - a setting's own type
    """Return the value of a setting today; ``KeyError`` for an unknown key."""
    default = DEFAULTS[key]
    row = look.session.scalars(
        select(StationSetting)
        .where(StationSetting.key == key, StationSetting.valid_from <= look.today)
        .order_by(StationSetting.valid_from.desc())
        .limit(1)
    ).one_or_none()
    return default if row is None else row.value


@query(Permission.VIEW)
def all_settings(look: Look) -> dict[str, Any]:
    """Return every setting as it holds today."""
    return {key: setting(look, key) for key in DEFAULTS}


@service(Permission.KEEP_STATION)
def change_setting(work: Work, key: str, value: Any) -> None:  # noqa: ANN401 - a setting's own type
    """Set a setting from today on; ``InvalidEntry`` for an unknown key or a value of another kind or out of range."""
    if key not in DEFAULTS or type(value) is not type(DEFAULTS[key]) or not _fits(key, value):
        raise InvalidEntry(QT_TRANSLATE_NOOP("rules", "没有这项设置,或它的值不对。"), place="station.settings")
    row = work.session.scalars(
        select(StationSetting).where(StationSetting.key == key, StationSetting.valid_from == work.today)
    ).one_or_none()
    if row is None:
        work.session.add(StationSetting(key=key, valid_from=work.today, value=value))
    else:
        row.value = value


def _fits(key: str, value: object) -> bool:
    if isinstance(value, str):
        return len(value) <= MAX_TEXT and "\x00" not in value
    lowest, highest = _RANGES.get(key, (0, 1))
    return isinstance(value, int) and lowest <= value <= highest
