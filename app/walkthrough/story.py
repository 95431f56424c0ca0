"""The story (演示情节): one car from gate to gate, typed and clicked by hand, step by step.

Every step ends by looking for its effect in the window. ``omit`` leaves the deciding touch of one step out, to see
that the walkthrough notices.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt

from app.models.money import PaidState
from app.models.quality import Verdict
from app.models.stages import Stage
from app.services.order_rows import OrderInHand
from app.views.main_window import MainWindow
from app.views.order_panel.papers_tab import PapersTab
from app.views.print_preview import PrintPreview
from app.walkthrough.hand import Hand, NotSeenError

PLATE = "京N7L820"
PASSWORD = "gongdan2026"
_CTRL = Qt.KeyboardModifier.ControlModifier


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its name for ``--omit``, what it is about, and what does it."""

    name: str
    about: str
    act: Callable[[], None]


class Story:
    """The steps of the main job in one window."""

    def __init__(self, hand: Hand, window: MainWindow, omit: str = "") -> None:
        """Bind the story to a window; ``omit`` names a step whose deciding touch is left out."""
        self.hand = hand
        self.window = window
        self.omit = omit
        self._now = ""

    def steps(self) -> Iterator[Step]:
        """Yield the steps in their order."""
        rows: tuple[tuple[str, str, Callable[[], None]], ...] = (
            ("found", "the station and its first account", self.found),
            ("staff", "two technicians", self.staff),
            ("catalogue", "a part and a tool", self.catalogue),
            ("receive_goods", "goods in", self.receive_goods),
            ("receive_car", "the car is received and quoted", self.receive_car),
            ("print_order", "the work order is printed", self.print_order),
            ("authorise", "the customer authorises", self.authorise),
            ("dispatch", "the line is given to a technician", self.dispatch),
            ("issue_parts", "parts go out", self.issue_parts),
            ("return_parts", "and come back, and go out again", self.return_parts),
            ("lend_tool", "a tool is lent", self.lend_tool),
            ("work", "work starts, pauses and goes on", self.work),
            ("extra_work", "extra work is proposed and priced", self.extra_work),
            ("approve_extra", "the customer agrees by telephone", self.approve_extra),
            ("finish", "both lines are finished, the tool comes back", self.finish),
            ("fail", "the inspector sends a line back", self.fail),
            ("rework", "it is done again", self.rework),
            ("pass_", "the second round passes", self.pass_),
            ("certificate", "the certificate is issued and printed", self.certificate),
            ("settle", "the order is settled", self.settle),
            ("pay", "the customer pays", self.pay),
            ("deliver", "the car is handed back", self.deliver),
        )
        for name, about, act in rows:
            self._now = name
            yield Step(name.rstrip("_"), about, act)

    def _decide(self, touch: Callable[[], None]) -> None:
        """Do the deciding touch of this step, unless it is the one left out."""
        if self._now.rstrip("_") != self.omit:
            touch()

    def order(self) -> OrderInHand:
        """Return the order as the middle of the window shows it."""
        order = self.window.workspace.order_panel.order
        if order is None:
            raise NotSeenError("an order is in hand")
        return order

    def _stage(self, stage: Stage) -> None:
        self.hand.expect(self.order().stage is stage, f"the order is “{stage.value}”, not “{self.order().stage.value}”")

    def _desk(self, name: str) -> None:
        self.hand.expect(self.window.workspace.open_desk(name) is not None, f"the desk “{name}” opens")
        self.hand.settle()

    def found(self) -> None:
        """Type the three fields of the first run."""
        page = self.window.pages.currentWidget()
        fields = (page.station, page.login, page.password)  # type: ignore[union-attr] # the first-run page
        for field, text in zip(fields, ("保定长城服务站", "manager", PASSWORD), strict=True):
            self.hand.write(field, text)
        self._decide(lambda: self.hand.click(page.button))  # type: ignore[union-attr] # as above
        self.hand.wait_for(lambda: self.window.pages.currentWidget() is self.window.workspace, "the working page opens")

    def staff(self) -> None:
        """Register two technicians and a bay."""
        self._desk("office")
        tabs = self.window.workspace.open_desk("office").tabs  # type: ignore[union-attr] # it has just opened
        tabs.setCurrentIndex(2)
        self.hand.settle()
        for badge, name in (("J001", "张建国"), ("J002", "李卫东")):
            self.hand.write("staffBadge", badge)
            self.hand.write("staffName", name)
            self.hand.write("staffTeam", "机电一组")
            self.hand.choose("staffRank", "高级")
            self._decide(lambda: self.hand.press(Qt.Key.Key_Return, _CTRL))
            self.hand.expect(self.hand.row_in("staff", _named(badge=badge)), f"{name} is on the list")

    def catalogue(self) -> None:
        """Register two parts and a tool."""
        self._desk("parts")
        dock = self.window.workspace.open_desk("parts")
        dock.tabs.setCurrentIndex(2)  # type: ignore[union-attr] # it has just opened
        self.hand.settle()
        for number, name, price in (("W5-3004", "机油 5W-30 SN 4L", "318"), ("3501115-K08", "前制动片组", "468")):
            for field, text in (("partNumber", number), ("partName", name), ("partUnit", "件"), ("partPrice", price)):
                self.hand.write(field, text)
            self._decide(lambda: self.hand.press(Qt.Key.Key_Return, _CTRL))
            self.hand.expect(self.hand.row_in("stockTable", _named(number=number)), f"{name} is in the catalogue")
        self._desk("tool_room")
        self.hand.write("toolCode", "T-001")
        self.hand.write("toolName", "扭力扳手")
        self._decide(lambda: self.hand.press(Qt.Key.Key_Return, _CTRL))
        self.hand.expect(self.hand.row_in("toolShelf", lambda row: row.code == "T-001"), "the tool is on the shelf")

    def receive_goods(self) -> None:
        """Receive both parts."""
        self._desk("parts")
        dock = self.window.workspace.open_desk("parts")
        dock.tabs.setCurrentIndex(1)  # type: ignore[union-attr] # it is open
        self.hand.settle()
        self.hand.write("receiptSupplier", "保定配件中心")
        for number, cost in (("W5-3004", "201.50"), ("3501115-K08", "300")):
            self.hand.pick("receiptPart", number)
            self.hand.write("receiptQuantity", "5")
            self.hand.write("receiptCost", cost)
            self.hand.click(dock.receiving.add_button)  # type: ignore[union-attr] # it is open
        self._decide(lambda: self.hand.click(dock.receiving.post_button))  # type: ignore[union-attr] # it is open
        dock.tabs.setCurrentIndex(2)  # type: ignore[union-attr] # it is open
        self.hand.settle()
        self.hand.expect(self.hand.row_in("stockTable", lambda row: row.quantity == 5000), "five are on hand")  # noqa: PLR2004
        dock.tabs.setCurrentIndex(0)  # type: ignore[union-attr] # it is open

    def receive_car(self) -> None:
        """Press Ctrl+N and type the arrival."""
        self._desk("reception")
        self.window.workspace.receive()
        self.hand.settle()
        for field, text in (
            ("arrivalPlate", PLATE), ("arrivalVin", "LGWEF7A53PH512345"), ("arrivalEngineNo", "GW4C20B"),
            ("arrivalModel", "长城 炮 2023 款 乘用版"), ("arrivalCustomer", "周大年"), ("arrivalPhone", "13800006621"),
            ("arrivalMileage", "60180"), ("arrivalRequest", "做 6 万公里保养"), ("arrivalPromise", "明天 17:00"),
        ):  # fmt: skip
            self.hand.write(field, text)
        for text in ("GS-0600", "W5-3004"):
            self.hand.write("arrivalLinesPicker", text)
            self.hand.press(Qt.Key.Key_Return)
        self._decide(lambda: self.hand.click("arrivalReceive"))
        self.hand.confirm("进口车架号,已核对行驶证")
        self._stage(Stage.QUOTED)
        self.hand.expect(bool(self.order().number), "the order has its number")
        self.hand.expect(self.hand.row_in("vehiclesTable", lambda row: row.plate == PLATE), "the car is on the board")

    def _print(self, form: str) -> None:
        """Print a paper from the papers of the car in hand and close its preview."""
        panel = self.window.workspace.order_panel
        panel.open_tab("papers")
        self.hand.settle()
        self.hand.point_at("printable", lambda row: row.form == form)
        papers = panel.tab("papers")
        if not isinstance(papers, PapersTab):
            raise NotSeenError("the papers of the car in hand")
        self._decide(lambda: self.hand.click(papers.print_button))
        previews = self.window.findChildren(PrintPreview)
        self.hand.expect(bool(previews), f"the preview of “{form}” opens")
        for preview in previews:
            preview.close()
        self.hand.settle()
        self.hand.expect(
            self.hand.row_in("printedPapers", lambda row: row.form == form), f"“{form}” is recorded as printed"
        )
        panel.open_tab("lines")

    def print_order(self) -> None:
        """Print the work order."""
        self._print("work_order")

    def authorise(self) -> None:
        """Record the customer's signature."""
        self._desk("reception")
        self.hand.write("consentGivenBy", "周大年")
        self._decide(lambda: self.hand.click("consentAuthorise"))
        self.hand.confirm("客户在等")
        self._stage(Stage.AUTHORISED)

    def dispatch(self) -> None:
        """Give the line to Zhang."""
        self._desk("dispatch")
        self.hand.point_at("waitingLines", lambda row: row.plate == PLATE)
        self.hand.pick("assignTechnician", "J001")
        self._decide(lambda: self.hand.click("assignButton"))
        self.hand.confirm("急件")
        self._stage(Stage.DISPATCHED)

    def issue_parts(self) -> None:
        """Issue what the order needs."""
        self._desk("parts")
        self.hand.pick("partsReceiver", "J001")
        dock = self.window.workspace.open_desk("parts")
        self._decide(lambda: self.hand.click(dock.issuing.issue_button))  # type: ignore[union-attr] # it is open
        self.hand.expect(self.hand.row_in("partsNeeds", lambda row: row.left == 0), "the part is issued")

    def return_parts(self) -> None:
        """Take the part back, then issue it again."""
        dock = self.window.workspace.open_desk("parts")
        self.hand.write("partsReturnReason", "型号先核对")
        self._decide(lambda: self.hand.click(dock.issuing.return_button))  # type: ignore[union-attr] # it is open
        self.hand.expect(self.hand.row_in("partsNeeds", lambda row: row.issued == 0), "the part is back")
        self.hand.click(dock.issuing.issue_button)  # type: ignore[union-attr] # it is open
        self.hand.expect(self.hand.row_in("partsNeeds", lambda row: row.left == 0), "the part is issued again")

    def lend_tool(self) -> None:
        """Lend the torque wrench to Zhang for this order."""
        self._desk("tool_room")
        self.hand.pick("loanTool", "T-001")
        self.hand.pick("loanBorrower", "J001")
        dock = self.window.workspace.open_desk("tool_room")
        self._decide(lambda: self.hand.click(dock.lend_button))  # type: ignore[union-attr] # it is open
        self.hand.expect(self.hand.row_in("toolShelf", lambda row: row.state == "out"), "the tool is out")

    def _line(self, name: str) -> None:
        """Take an assigned line in the dispatcher's chart."""
        self._desk("dispatch")
        dock = self.window.workspace.open_desk("dispatch")
        line = next((row for row in dock.shown.assigned if name in row.name), None)  # type: ignore[union-attr] # it is open
        if line is None:
            raise NotSeenError(f"“{name}” is on the chart")
        dock.chart.select_id(line.id)  # type: ignore[union-attr] # it is open
        self.hand.settle()

    def work(self) -> None:
        """Start, pause for want of parts, go on."""
        self._line("常规保养")
        self._decide(lambda: self.hand.click("startButton"))
        self._stage(Stage.IN_WORK)
        self.hand.choose("pauseReason", "调做其他车辆")
        self.hand.click("pauseButton")
        self.hand.expect(self.order().lines[0].status == "已暂停", "the line is paused")
        self.hand.click("startButton")
        self.hand.expect(self.order().lines[0].status == "维修中", "the line goes on")

    def extra_work(self) -> None:
        """Propose new brake pads from the floor; reception prices them."""
        self._desk("dispatch")
        self.hand.click("extraButton")
        self.hand.write("extraFinding", "前制动片剩余 2.1mm,低于使用极限")
        self.hand.pick("extraOperation", "GS-3100")
        self.hand.click("addExtraOperation")
        self.hand.pick("extraPart", "3501115")
        self.hand.write("extraQuantity", "1")
        self.hand.click("addExtraPart")
        self._decide(lambda: self.hand.click("proposeButton"))
        self.hand.expect(len(self.order().extras) == 1, "the proposal is there")
        self._desk("reception")
        self.hand.click("extraQuote")
        self.hand.expect(self.order().extras[0].state.value == "quoted", "the proposal is priced")

    def approve_extra(self) -> None:
        """Record the customer's word on the telephone."""
        self._desk("reception")
        self.hand.write("extraConsentGivenBy", "周大年")
        self.hand.write("extraConsentWords", "同意更换")
        self._decide(lambda: self.hand.click("extraAgree"))
        self.hand.expect(self.order().extras[0].state.value == "approved", "the customer agreed")

    def finish(self) -> None:
        """Issue the pads, do the second line, give the tool back."""
        self._desk("parts")
        dock = self.window.workspace.open_desk("parts")
        self.hand.pick("partsReceiver", "J002")
        self.hand.click(dock.issuing.issue_button)  # type: ignore[union-attr] # it is open
        self._desk("dispatch")
        self.hand.point_at("waitingLines", lambda row: row.plate == PLATE)
        self.hand.pick("assignTechnician", "J002")
        self.hand.click("assignButton")
        self.hand.confirm("急件")
        self._line("更换前制动片")
        self.hand.click("startButton")
        self._finish_line("常规保养")
        self._decide(lambda: self._finish_line("更换前制动片"))
        self._stage(Stage.AWAITING_INSPECTION)
        self._desk("tool_room")
        self.hand.point_at("toolShelf", lambda row: row.code == "T-001")
        tools = self.window.workspace.open_desk("tool_room")
        self.hand.click(tools.return_button)  # type: ignore[union-attr] # it is open
        self.hand.expect(self.hand.row_in("toolShelf", lambda row: row.state == "in"), "the tool is back")

    def _finish_line(self, name: str) -> None:
        self._line(name)
        self.hand.tick("selfChecked")
        self.hand.click("finishButton")

    def fail(self) -> None:
        """Fail the brakes, pass the rest, conclude."""
        self._desk("inspection")
        self.hand.click("beginInspection")
        self.hand.point_at("inspectionItems", lambda row: "制动片" in row.name)
        self.hand.write("itemFinding", "制动踏板行程偏大")
        self.hand.point_at("inspectionItems", lambda row: "制动片" in row.name)
        self.hand.press(Qt.Key.Key_2)
        self.hand.expect(
            self.hand.row_in("inspectionItems", lambda row: row.verdict is Verdict.FAILED), "the brakes have failed"
        )
        self.hand.click("passRest")
        self._decide(lambda: self.hand.click("concludeButton"))
        self._stage(Stage.IN_WORK)
        self.hand.expect(self.order().rework_open, "the order is rework")

    def rework(self) -> None:
        """Do the brakes again."""
        self._line("更换前制动片")
        self.hand.click("startButton")
        self._decide(lambda: self._finish_line("更换前制动片"))
        self._stage(Stage.AWAITING_INSPECTION)

    def pass_(self) -> None:
        """Pass the second round after a road test."""
        self._desk("inspection")
        self.hand.click("beginInspection")
        self.hand.click("passRest")
        self.hand.write("roadTest", "路试 3 km,制动正常")
        self.hand.write("roadTestKm", "60183")
        self._decide(lambda: self.hand.click("concludeButton"))
        self._stage(Stage.PASSED)

    def certificate(self) -> None:
        """Issue and print the certificate."""
        self._desk("inspection")
        self._decide(lambda: self.hand.click("issueCertificate"))
        self.hand.expect(bool(self.order().certificate), "the certificate has its number")
        self._print("certificate")

    def settle(self) -> None:
        """Settle the order."""
        self._desk("settlement")
        dock = self.window.workspace.open_desk("settlement")
        self._decide(lambda: self.hand.click(dock.settle_button))  # type: ignore[union-attr] # it is open
        self._stage(Stage.SETTLED)

    def pay(self) -> None:
        """Take the customer's money."""
        self._desk("settlement")
        dock = self.window.workspace.open_desk("settlement")
        self.hand.choose("paymentMethod", "微信")
        self._decide(lambda: self.hand.click(dock.pay_button))  # type: ignore[union-attr] # it is open
        self.hand.expect(self.order().paid is PaidState.PAID, "the statement is paid")

    def deliver(self) -> None:
        """Hand the car back and print slip and gate pass."""
        self._desk("reception")
        self.hand.write("deliveryReceiver", "周大年")
        self.hand.write("deliveryMileage", "60186")
        self.hand.write("deliveryAdvice", "制动片磨合 200 km 内避免急刹")
        self.hand.tick("deliveryOldParts")
        self._decide(lambda: self.hand.click("deliveryDeliver"))
        self._stage(Stage.DELIVERED)
        self.hand.expect(
            not self.hand.row_in("vehiclesTable", lambda row: row.plate == PLATE), "the car has left the board"
        )
        self._print("delivery_slip")


def _named(**fields: str) -> Callable[[Any], bool]:
    """Return what recognises a row by the value of a field."""
    return lambda row: all(getattr(row, name) == value for name, value in fields.items())
