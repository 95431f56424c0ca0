"""What a made-up station is made of (素材): names, cars, faults, parts; all invented."""

import random

from app.models.vin import check_digit

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾萧田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华建国文博宇轩梓涵浩然子豪雨欣佳怡志远晓东海燕春梅玉兰立新永福德胜金龙小红立军"
COMPANIES = ("商贸", "物流", "建筑工程", "科技", "食品", "机械", "装饰", "运输", "农业", "纺织")
CITIES = ("保定", "石家庄", "唐山", "邯郸", "沧州", "廊坊", "衡水", "邢台")
PLATE_HEADS = ("冀F", "冀F", "冀F", "冀A", "冀J", "京N", "京A", "津C", "鲁A")
PLATE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
MODELS = (
    "哈弗 H6 2022 款 1.5T",
    "哈弗 H9 2023 款 2.0T",
    "哈弗 大狗 2023 款",
    "哈弗 M6 2021 款",
    "魏牌 蓝山 2024 款",
    "坦克 300 2023 款",
    "坦克 500 2023 款",
    "长城 炮 2023 款 乘用版",
    "长城 风骏 7 柴油版",
    "欧拉 好猫 2022 款",
    "哈弗 神兽 2022 款",
    "哈弗 初恋 2021 款",
)
REQUESTS = (
    "做保养,检查全车",
    "低速换挡时变速箱有异响",
    "刹车偶有尖叫,请检查",
    "空调不凉",
    "方向盘抖动",
    "发动机故障灯亮",
    "左前轮异响",
    "更换机油机滤",
    "全车检查,准备长途",
    "轮胎换位,做四轮定位",
    "车窗升降异常",
    "倒车雷达不响",
)
FINDINGS = (
    "前制动片剩余约 3 mm",
    "空气滤清器脏",
    "变速箱异响待举升后确认",
    "蓄电池电压偏低 11.9 V",
    "左前减振器渗油",
    "未见异常",
    "轮胎磨损不均",
)
DEFECTS = ("制动踏板行程偏大", "螺栓扭矩未打标记", "油底壳渗油", "漆面有沙眼", "缝隙不匀", "故障码未清除")
PART_NAMES = (
    "机油滤清器", "空气滤清器", "空调滤清器", "燃油滤清器", "机油 5W-30 SN 4L", "机油 0W-20 SP 4L", "前制动片组", "后制动片组",
    "前制动盘", "火花塞", "点火线圈", "蓄电池 60Ah", "雨刮片", "防冻液 2L", "制动液 DOT4 1L", "变速箱油 1L", "正时皮带套件", "水泵总成",
    "前减振器", "后减振器", "下摆臂总成", "转向横拉杆球头", "轮毂轴承", "氧传感器", "节气门总成", "前大灯总成", "前保险杠", "翼子板",
    "密封垫", "卡扣", "保险丝", "灯泡 H7",
)  # fmt: skip
TOOL_NAMES = (
    "扭力扳手",
    "故障诊断仪",
    "变速箱举升托架",
    "减振弹簧压缩器",
    "拉马",
    "万用表",
    "气缸压力表",
    "冷媒加注机",
    "四轮定位传感器",
    "千斤顶",
)
TEAMS = ("机电一组", "机电二组", "钣金组", "喷漆组")
_VIN_SIGNS = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789"


def person(dice: random.Random) -> str:
    """Return the name of a person."""
    return dice.choice(SURNAMES) + "".join(dice.choices(GIVEN, k=dice.choice((1, 2, 2))))


def company(dice: random.Random) -> str:
    """Return the name of a company."""
    return f"{dice.choice(CITIES)}{''.join(dice.choices(GIVEN, k=2))}{dice.choice(COMPANIES)}有限公司"


def plate(dice: random.Random) -> str:
    """Return a plate, one in eight for a new-energy car."""
    head = dice.choice(PLATE_HEADS)
    if dice.random() < 0.125:
        return f"{head}D{dice.randrange(100000):05}"
    return head + dice.choice(PLATE_LETTERS) + f"{dice.randrange(10000):04}"


def vin(dice: random.Random, serial: int) -> str:
    """Return a VIN with the right check digit; ``serial`` keeps it from coming twice."""
    body = (
        "LGW" + "".join(dice.choices(_VIN_SIGNS, k=5)) + "0" + dice.choice("LMNPRS") + "H" + f"{serial % 1_000_000:06}"
    )
    return body[:8] + check_digit(body) + body[9:]


def phone(dice: random.Random) -> str:
    """Return a telephone number of a made-up range: the place in its middle is nobody's."""
    return f"1{dice.randrange(30, 100)}0000{dice.randrange(10000):04}"
