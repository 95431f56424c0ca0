"""The story's opening (演示开头): station, staff, catalogue, goods; the car received, printed, authorised."""

from PySide6.QtCore import Qt

from app.models.stages import Stage
from app.walkthrough.hand import NotSeenError
from app.walkthrough.teller import PASSWORD, PLATE, Teller, named

_FOUNDING_MS = 10_000
_CTRL = Qt.KeyboardModifier.ControlModifier


class Opening(Teller):
    """From the first run to the customer's authorisation."""

    def found(self) -> None:
        """Type the three fields of the first run."""
        page = self.window.pages.first_run
        if page is None or self.window.pages.currentWidget() is not page:
            raise NotSeenError("the first run: this data folder holds a station already, name an empty one by --data")
        fields = (page.station, page.login, page.password)
        for field, text in zip(fields, ("保定长城服务站", "manager", PASSWORD), strict=True):
            self.hand.write(field, text)
        self.decide(lambda: self.hand.click(page.button))
        self.hand.wait_for(
            lambda: self.window.pages.currentWidget() is self.window.workspace,
            "the working page opens",
            patience_ms=_FOUNDING_MS,
        )

    def staff(self) -> None:
        """Register two technicians and a bay."""
        self.desk("office")
        tabs = self.window.workspace.open_desk("office").tabs  # type: ignore[union-attr] # it has just opened
        tabs.setCurrentIndex(2)
        self.hand.settle()
        for badge, name in (("J001", "张建国"), ("J002", "李卫东")):
            self.hand.write("staffBadge", badge)
            self.hand.write("staffName", name)
            self.hand.write("staffTeam", "机电一组")
            self.hand.choose("staffRank", "高级")
            self.decide(lambda: self.hand.press(Qt.Key.Key_Return, _CTRL))
            self.hand.expect(self.hand.row_in("staff", named(badge=badge)), f"{name} is on the list")

    def catalogue(self) -> None:
        """Register two parts and a tool."""
        self.desk("parts")
        dock = self.window.workspace.open_desk("parts")
        dock.tabs.setCurrentIndex(2)  # type: ignore[union-attr] # it has just opened
        self.hand.settle()
        for number, name, price in (("W5-3004", "机油 5W-30 SN 4L", "318"), ("3501115-K08", "前制动片组", "468")):
            for field, text in (("partNumber", number), ("partName", name), ("partUnit", "件"), ("partPrice", price)):
                self.hand.write(field, text)
            self.decide(lambda: self.hand.press(Qt.Key.Key_Return, _CTRL))
            self.hand.expect(self.hand.row_in("stockTable", named(number=number)), f"{name} is in the catalogue")
        self.desk("tool_room")
        self.hand.write("toolCode", "T-001")
        self.hand.write("toolName", "扭力扳手")
        self.decide(lambda: self.hand.press(Qt.Key.Key_Return, _CTRL))
        self.hand.expect(self.hand.row_in("toolShelf", lambda row: row.code == "T-001"), "the tool is on the shelf")

    def receive_goods(self) -> None:
        """Receive both parts."""
        self.desk("parts")
        dock = self.window.workspace.open_desk("parts")
        dock.tabs.setCurrentIndex(1)  # type: ignore[union-attr] # it is open
        self.hand.settle()
        self.hand.write("receiptSupplier", "保定配件中心")
        for number, cost in (("W5-3004", "201.50"), ("3501115-K08", "300")):
            self.hand.pick("receiptPart", number)
            self.hand.write("receiptQuantity", "5")
            self.hand.write("receiptCost", cost)
            self.hand.click(dock.receiving.add_button)  # type: ignore[union-attr] # it is open
        self.decide(lambda: self.hand.click(dock.receiving.post_button))  # type: ignore[union-attr] # it is open
        dock.tabs.setCurrentIndex(2)  # type: ignore[union-attr] # it is open
        self.hand.settle()
        self.hand.expect(self.hand.row_in("stockTable", lambda row: row.quantity == 5000), "five are on hand")  # noqa: PLR2004 - what the story did
        dock.tabs.setCurrentIndex(0)  # type: ignore[union-attr] # it is open

    def receive_car(self) -> None:
        """Press Ctrl+N and type the arrival."""
        self.desk("reception")
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
        self.decide(lambda: self.hand.click("arrivalReceive"))
        self.hand.confirm("进口车架号,已核对行驶证")
        self.stage(Stage.QUOTED)
        self.hand.expect(bool(self.order().number), "the order has its number")
        self.hand.expect(self.hand.row_in("vehiclesTable", lambda row: row.plate == PLATE), "the car is on the board")

    def print_order(self) -> None:
        """Print the work order."""
        self.print_paper("work_order")

    def authorise(self) -> None:
        """Record the customer's signature."""
        self.desk("reception")
        self.hand.choose("consentMethod", "纸面")
        self.hand.write("consentGivenBy", "周大年")
        self.decide(lambda: self.hand.click("consentAuthorise"))
        self.hand.confirm("客户在等")
        self.stage(Stage.AUTHORISED)
