"""One car from gate to gate at the real window, by somebody who has a keyboard and nothing else."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog

from app.models.journal import PrintedPaper
from app.models.lines import WorkState
from app.models.money import PaidState, Statement
from app.models.orders import ExtraState
from app.models.quality import Certificate
from app.models.stages import Stage
from app.models.tools import ToolLoan
from app.models.visits import Visit
from app.views.print_preview import PrintPreview
from tests.builders import PASSWORD
from tests.keyboard import CTRL, Keyboard

K = Qt.Key


def test_a_car_goes_from_gate_to_gate_without_a_mouse(keyboard: Keyboard) -> None:
    sign_in(keyboard)
    receive(keyboard)
    print_and_authorise(keyboard)
    give_the_work(keyboard)
    issue_the_parts(keyboard)
    lend_a_tool(keyboard)
    find_more(keyboard)
    ask_the_customer(keyboard)
    do_the_work(keyboard)
    bring_the_tool_back(keyboard)
    fail_the_brakes(keyboard)
    do_it_again(keyboard)
    pass_it(keyboard)
    certify(keyboard)
    settle_and_pay(keyboard)
    hand_it_back(keyboard)


def sign_in(keys: Keyboard) -> None:
    keys.write("boss")
    keys.enter()
    keys.write(PASSWORD)
    keys.enter(2)
    assert keys.desk.actor is not None
    assert keys.desk.actor.login == "boss"


def receive(keys: Keyboard) -> None:
    keys.press(K.Key_N, modifier=CTRL)
    keys.fill(
        arrivalPlate="京N7L820", arrivalVin="LGWEF7A53PH512345", arrivalEngineNo="GW4C20B", arrivalModel="长城 炮"
    )
    keys.fill(arrivalCustomer="周大年", arrivalPhone="13800006621", arrivalMileage="60180")
    keys.fill(arrivalRequest="做 6 万公里保养", arrivalPromise="1700")
    keys.enter()
    keys.pick("GS-0600")
    keys.pick("W5-3004")
    assert keys.at() == "arrivalLinesPicker"
    keys.go_on()
    assert keys.stored().stage is Stage.QUOTED
    assert keys.order().plate == "京N7L820"


def print_and_authorise(keys: Keyboard) -> None:
    assert keys.at() == "consentPrint"
    keys.press(K.Key_P, modifier=CTRL)
    assert isinstance(QApplication.activeWindow(), PrintPreview)
    keys.press(K.Key_S, modifier=CTRL)
    assert isinstance(QApplication.activeWindow(), QFileDialog)
    keys.save_as("work order.pdf")
    assert keys.shop.found(PrintedPaper)
    keys.press(K.Key_Escape)
    assert QApplication.activeWindow() is keys.window
    keys.press(K.Key_F5)
    keys.go_on()
    assert keys.stored().stage is Stage.QUOTED, "how the customer agreed is never guessed"
    assert keys.at() == "consentMethod"
    keys.press(K.Key_Down)
    keys.go_on()
    assert keys.stored().stage is Stage.AUTHORISED


def give_the_work(keys: Keyboard) -> None:
    keys.press(K.Key_F6)
    assert keys.at() == "assignTechnician"
    keys.pick("J001")
    keys.go_on()
    assert [line.work for line in keys.shop.lines(keys.order().id)[0]] == [WorkState.ASSIGNED]
    assert keys.at() == "startButton"


def issue_the_parts(keys: Keyboard) -> None:
    keys.press(K.Key_F9)
    keys.pick("J001")
    keys.go_on()
    assert "已出库" in keys.says()
    assert [line.issued for line in keys.order().lines if line.kind == "part"] == [1000]


def lend_a_tool(keys: Keyboard) -> None:
    keys.press(K.Key_F8)
    keys.pick("T-002")
    keys.pick("J001")
    keys.go_on()
    assert "已借出" in keys.says()


def find_more(keys: Keyboard) -> None:
    keys.press(K.Key_F6)
    keys.go_on()
    assert keys.stored().stage is Stage.IN_WORK
    keys.tab_to("extraButton", back=True)
    keys.enter()
    keys.fill(extraFinding="前制动片剩余 2.1mm")
    keys.tab_to("extraSafety")
    keys.press(K.Key_Space)
    keys.tab_to("extraOperation")
    keys.pick("GS-3100")
    keys.tab_to("addExtraOperation")
    keys.enter()
    keys.go_on()
    assert keys.order().extras[0].state is ExtraState.PROPOSED


def ask_the_customer(keys: Keyboard) -> None:
    keys.press(K.Key_F5)
    assert keys.at() == "extraQuoteLinesPicker"
    keys.pick("3501115-K08")
    keys.go_on()
    assert keys.order().extras[0].state is ExtraState.QUOTED
    assert keys.at() == "extraConsentMethod"
    keys.press(K.Key_Down, K.Key_Down, K.Key_Down)
    keys.fill(extraConsentWords="同意更换")
    keys.go_on()
    assert keys.order().extras[0].state is ExtraState.APPROVED


def do_the_work(keys: Keyboard) -> None:
    keys.press(K.Key_F9)
    keys.pick("J002")
    keys.go_on()
    keys.press(K.Key_F6)
    assert keys.at() == "assignTechnician"
    keys.pick("J002")
    keys.go_on()
    for _ in range(2):
        keys.press(K.Key_F6)
        if keys.at() == "startButton":
            keys.go_on()
        assert keys.at() == "finishButton"
        keys.tab_to("selfChecked")
        keys.press(K.Key_Space)
        keys.go_on()
    assert [line.self_checked for line in keys.shop.lines(keys.order().id)[0]] == [True, True]
    assert keys.stored().stage is Stage.AWAITING_INSPECTION


def bring_the_tool_back(keys: Keyboard) -> None:
    keys.press(K.Key_F8)
    assert keys.at() == "toolShelf"
    keys.go_on()
    assert keys.shop.found(ToolLoan)[0].returned_at is not None


def fail_the_brakes(keys: Keyboard) -> None:
    keys.press(K.Key_F7)
    keys.go_on()
    assert keys.at() == "inspectionItems"
    keys.press(K.Key_2)
    keys.fill(itemFinding="制动踏板行程偏大")
    keys.enter()
    if keys.at() == "itemLine":
        keys.press(K.Key_Down, K.Key_Return)
    assert keys.at() == "inspectionItems"
    keys.tab_to("passRest")
    keys.enter()
    keys.go_on()
    assert keys.stored().stage is Stage.IN_WORK
    assert keys.order().rework_open


def do_it_again(keys: Keyboard) -> None:
    keys.press(K.Key_F6)
    assert keys.at() == "startButton"
    keys.go_on()
    keys.go_on()
    assert keys.stored().stage is Stage.AWAITING_INSPECTION


def pass_it(keys: Keyboard) -> None:
    keys.press(K.Key_F7)
    keys.go_on()
    keys.tab_to("passRest")
    keys.enter()
    keys.fill(roadTest="路试 3 km,制动正常", roadTestKm="60183")
    keys.go_on()
    assert keys.stored().stage is Stage.PASSED


def certify(keys: Keyboard) -> None:
    keys.press(K.Key_F7)
    assert keys.at() == "issueCertificate"
    keys.go_on()
    assert len(keys.shop.found(Certificate)) == 1


def settle_and_pay(keys: Keyboard) -> None:
    keys.press(K.Key_F10)
    keys.go_on()
    assert keys.stored().stage is Stage.SETTLED
    keys.press(K.Key_Down)
    keys.go_on()
    assert [row.state for row in keys.shop.found(Statement)] == [PaidState.PAID]


def hand_it_back(keys: Keyboard) -> None:
    keys.press(K.Key_F5)
    keys.fill(deliveryMileage="60186")
    keys.tab_to("deliveryOldParts")
    keys.press(K.Key_Space)
    keys.go_on()
    assert keys.stored().stage is Stage.DELIVERED
    assert keys.shop.found(Visit)[0].left_at is not None
    assert "出门证" in keys.says()
