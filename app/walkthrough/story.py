"""The story (演示情节): one car from gate to gate, typed and clicked by hand, step by step.

Every step ends by looking for its effect in the window. ``omit`` leaves the deciding touch of one step out, to see
that the walkthrough notices.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt

from app.models.money import PaidState
from app.models.quality import Verdict
from app.models.stages import Stage
from app.text import QT_TRANSLATE_NOOP
from app.walkthrough.opening import Opening
from app.walkthrough.teller import PLATE


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its name for ``--omit``, what it is about, and what does it."""

    name: str
    about: str
    act: Callable[[], None]


class Story(Opening):
    """The steps of the main job in one window."""

    def steps(self) -> Iterator[Step]:
        """Yield the steps in their order."""
        for name, about, act in STORY:
            self.now = name
            yield Step(name, about, partial(act, self))

    def dispatch(self) -> None:
        """Give the line to Zhang."""
        self.desk("dispatch")
        self.hand.point_at("waitingLines", lambda row: row.plate == PLATE)
        self.hand.pick("assignTechnician", "J001")
        self.decide(lambda: self.hand.click("assignButton"))
        self.hand.confirm("急件")
        self.stage(Stage.DISPATCHED)

    def issue_parts(self) -> None:
        """Issue what the order needs."""
        self.desk("parts")
        self.hand.pick("partsReceiver", "J001")
        dock = self.window.workspace.open_desk("parts")
        self.decide(lambda: self.hand.click(dock.issuing.issue_button))  # type: ignore[union-attr] # it is open
        self.hand.expect(self.hand.row_in("partsNeeds", lambda row: row.left == 0), "the part is issued")

    def return_parts(self) -> None:
        """Take the part back, then issue it again."""
        dock = self.window.workspace.open_desk("parts")
        self.hand.write("partsReturnReason", "型号先核对")
        self.decide(lambda: self.hand.click(dock.issuing.return_button))  # type: ignore[union-attr] # it is open
        self.hand.expect(self.hand.row_in("partsNeeds", lambda row: row.issued == 0), "the part is back")
        self.hand.click(dock.issuing.issue_button)  # type: ignore[union-attr] # it is open
        self.hand.expect(self.hand.row_in("partsNeeds", lambda row: row.left == 0), "the part is issued again")

    def lend_tool(self) -> None:
        """Lend the torque wrench to Zhang for this order."""
        self.desk("tool_room")
        self.hand.pick("loanTool", "T-001")
        self.hand.pick("loanBorrower", "J001")
        dock = self.window.workspace.open_desk("tool_room")
        self.decide(lambda: self.hand.click(dock.lend_button))  # type: ignore[union-attr] # it is open
        self.hand.expect(self.hand.row_in("toolShelf", lambda row: row.state == "out"), "the tool is out")

    def work(self) -> None:
        """Start, pause for want of parts, go on."""
        self.line("常规保养")
        self.decide(lambda: self.hand.click("startButton"))
        self.stage(Stage.IN_WORK)
        self.hand.choose("pauseReason", "调做其他车辆")
        self.hand.click("pauseButton")
        self.hand.expect(self.order().lines[0].status == "已暂停", "the line is paused")
        self.hand.click("startButton")
        self.hand.expect(self.order().lines[0].status == "维修中", "the line goes on")

    def extra_work(self) -> None:
        """Propose new brake pads from the floor; reception prices them."""
        self.desk("dispatch")
        self.hand.click("extraButton")
        self.hand.write("extraFinding", "前制动片剩余 2.1mm,低于使用极限")
        self.hand.pick("extraOperation", "GS-3100")
        self.hand.click("addExtraOperation")
        self.hand.pick("extraPart", "3501115")
        self.hand.write("extraQuantity", "1")
        self.hand.click("addExtraPart")
        self.decide(lambda: self.hand.click("proposeButton"))
        self.hand.expect(len(self.order().extras) == 1, "the proposal is there")
        self.desk("reception")
        self.hand.click("extraQuote")
        self.hand.expect(self.order().extras[0].state.value == "quoted", "the proposal is priced")

    def approve_extra(self) -> None:
        """Record the customer's word on the telephone."""
        self.desk("reception")
        self.hand.choose("extraConsentMethod", "电话")
        self.hand.write("extraConsentGivenBy", "周大年")
        self.hand.write("extraConsentWords", "同意更换")
        self.decide(lambda: self.hand.click("extraAgree"))
        self.hand.expect(self.order().extras[0].state.value == "approved", "the customer agreed")

    def finish(self) -> None:
        """Issue the pads, do the second line, give the tool back."""
        self.desk("parts")
        dock = self.window.workspace.open_desk("parts")
        self.hand.pick("partsReceiver", "J002")
        self.hand.click(dock.issuing.issue_button)  # type: ignore[union-attr] # it is open
        self.desk("dispatch")
        self.hand.point_at("waitingLines", lambda row: row.plate == PLATE)
        self.hand.pick("assignTechnician", "J002")
        self.hand.click("assignButton")
        self.hand.confirm("急件")
        self.line("更换前制动片")
        self.hand.click("startButton")
        self.finish_line("常规保养")
        self.decide(lambda: self.finish_line("更换前制动片"))
        self.stage(Stage.AWAITING_INSPECTION)
        self.desk("tool_room")
        self.hand.point_at("toolShelf", lambda row: row.code == "T-001")
        tools = self.window.workspace.open_desk("tool_room")
        self.hand.click(tools.return_button)  # type: ignore[union-attr] # it is open
        self.hand.expect(self.hand.row_in("toolShelf", lambda row: row.state == "in"), "the tool is back")

    def fail(self) -> None:
        """Fail the brakes, pass the rest, conclude."""
        self.desk("inspection")
        self.hand.click("beginInspection")
        self.hand.point_at("inspectionItems", lambda row: "制动片" in row.name)
        self.hand.write("itemFinding", "制动踏板行程偏大")
        self.hand.point_at("inspectionItems", lambda row: "制动片" in row.name)
        self.hand.press(Qt.Key.Key_2)
        self.hand.expect(
            self.hand.row_in("inspectionItems", lambda row: row.verdict is Verdict.FAILED), "the brakes have failed"
        )
        self.hand.click("passRest")
        self.decide(lambda: self.hand.click("concludeButton"))
        self.stage(Stage.IN_WORK)
        self.hand.expect(self.order().rework_open, "the order is rework")

    def rework(self) -> None:
        """Do the brakes again."""
        self.line("更换前制动片")
        self.hand.click("startButton")
        self.decide(lambda: self.finish_line("更换前制动片"))
        self.stage(Stage.AWAITING_INSPECTION)

    def pass_(self) -> None:
        """Pass the second round after a road test."""
        self.desk("inspection")
        self.hand.click("beginInspection")
        self.hand.click("passRest")
        self.hand.write("roadTest", "路试 3 km,制动正常")
        self.hand.write("roadTestKm", "60183")
        self.decide(lambda: self.hand.click("concludeButton"))
        self.stage(Stage.PASSED)

    def certificate(self) -> None:
        """Issue and print the certificate."""
        self.desk("inspection")
        self.decide(lambda: self.hand.click("issueCertificate"))
        self.hand.expect(bool(self.order().certificate), "the certificate has its number")
        self.print_paper("certificate")

    def settle(self) -> None:
        """Settle the order."""
        self.desk("settlement")
        dock = self.window.workspace.open_desk("settlement")
        self.decide(lambda: self.hand.click(dock.settle_button))  # type: ignore[union-attr] # it is open
        self.stage(Stage.SETTLED)

    def pay(self) -> None:
        """Take the customer's money."""
        self.desk("settlement")
        dock = self.window.workspace.open_desk("settlement")
        self.hand.choose("paymentMethod", "微信")
        self.decide(lambda: self.hand.click(dock.pay_button))  # type: ignore[union-attr] # it is open
        self.hand.expect(self.order().paid is PaidState.PAID, "the statement is paid")

    def deliver(self) -> None:
        """Hand the car back and print slip and gate pass."""
        self.desk("reception")
        self.hand.write("deliveryReceiver", "周大年")
        self.hand.write("deliveryMileage", "60186")
        self.hand.write("deliveryAdvice", "制动片磨合 200 km 内避免急刹")
        self.hand.tick("deliveryOldParts")
        self.decide(lambda: self.hand.click("deliveryDeliver"))
        self.stage(Stage.DELIVERED)
        self.hand.expect(
            not self.hand.row_in("vehiclesTable", lambda row: row.plate == PLATE), "the car has left the board"
        )
        self.print_paper("delivery_slip")


STORY: tuple[tuple[str, str, Callable[[Story], None]], ...] = (
    ("found", QT_TRANSLATE_NOOP("words", "建站,设第一个账号"), Story.found),
    ("staff", QT_TRANSLATE_NOOP("words", "登记两名维修工"), Story.staff),
    ("catalogue", QT_TRANSLATE_NOOP("words", "登记配件与工具"), Story.catalogue),
    ("receive_goods", QT_TRANSLATE_NOOP("words", "配件入库"), Story.receive_goods),
    ("receive_car", QT_TRANSLATE_NOOP("words", "接车并估价"), Story.receive_car),
    ("print_order", QT_TRANSLATE_NOOP("words", "打印维修工作单"), Story.print_order),
    ("authorise", QT_TRANSLATE_NOOP("words", "客户授权"), Story.authorise),
    ("dispatch", QT_TRANSLATE_NOOP("words", "派工"), Story.dispatch),
    ("issue_parts", QT_TRANSLATE_NOOP("words", "领料"), Story.issue_parts),
    ("return_parts", QT_TRANSLATE_NOOP("words", "退料,再领出"), Story.return_parts),
    ("lend_tool", QT_TRANSLATE_NOOP("words", "借出工具"), Story.lend_tool),
    ("work", QT_TRANSLATE_NOOP("words", "开工、暂停、继续"), Story.work),
    ("extra_work", QT_TRANSLATE_NOOP("words", "提出增项并报价"), Story.extra_work),
    ("approve_extra", QT_TRANSLATE_NOOP("words", "客户电话同意增项"), Story.approve_extra),
    ("finish", QT_TRANSLATE_NOOP("words", "两项完工,归还工具"), Story.finish),
    ("fail", QT_TRANSLATE_NOOP("words", "检验不合格,退回一项"), Story.fail),
    ("rework", QT_TRANSLATE_NOOP("words", "返工"), Story.rework),
    ("pass", QT_TRANSLATE_NOOP("words", "第二轮检验合格"), Story.pass_),
    ("certificate", QT_TRANSLATE_NOOP("words", "开具并打印出厂合格证"), Story.certificate),
    ("settle", QT_TRANSLATE_NOOP("words", "结算"), Story.settle),
    ("pay", QT_TRANSLATE_NOOP("words", "收款"), Story.pay),
    ("deliver", QT_TRANSLATE_NOOP("words", "交车出门"), Story.deliver),
)
"""The steps in their order: name for ``--omit``, what it is about, and what does it."""
