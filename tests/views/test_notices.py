"""What is told in the strip: whole sentences in the user's words, with the values in them."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.errors import Clash, Doubt, InvalidEntry, NeedsConfirmation, StaleRecord, Trouble
from app.views.notices import NoticeStrip
from tests.views.hands import compose, press


@pytest.fixture
def strip(qtbot: QtBot) -> NoticeStrip:
    made = NoticeStrip()
    qtbot.addWidget(made)
    return made


def test_without_a_notice_it_takes_no_room(strip: NoticeStrip) -> None:
    assert strip.isHidden()
    assert strip.text() == ""
    strip.clear()
    assert strip.isHidden()


def test_a_refusal_without_a_place_leads_nowhere(strip: NoticeStrip) -> None:
    strip.show_refusal(InvalidEntry("车架号应为 17 位,现为 {length} 位", length=3))
    assert strip.text() == "车架号应为 17 位,现为 3 位"
    assert strip.main_button.isHidden()


def test_enter_in_the_reason_goes_on_and_a_blank_reason_does_not(strip: NoticeStrip) -> None:
    reasons: list[str] = []
    doubts = [Doubt("a", "甲 {n}", {"n": 1}), Doubt("b", "乙")]
    strip.show_doubts(NeedsConfirmation(doubts), reasons.append)
    assert strip.text() == "· 甲 1\n· 乙"
    compose(strip.reason, "  ")
    press(strip.reason, Qt.Key.Key_Return)
    assert reasons == []
    compose(strip.reason, "老客户")
    press(strip.reason, Qt.Key.Key_Return)
    assert reasons == ["老客户"]
    assert strip.isHidden()


def test_a_reason_that_is_wanted_is_asked_for(strip: NoticeStrip) -> None:
    reasons: list[str] = []
    strip.ask_reason(InvalidEntry("请写明原因。", place="reason"), reasons.append)
    assert not strip.main_button.isEnabled()
    compose(strip.reason, "开错单")
    strip.main_button.click()
    assert reasons == ["开错单"]


def test_a_second_notice_does_not_keep_the_first_ones_reason(strip: NoticeStrip) -> None:
    strip.show_doubts(NeedsConfirmation([Doubt("a", "甲")]), lambda _reason: None)
    compose(strip.reason, "甲的原因")
    strip.show_doubts(NeedsConfirmation([Doubt("b", "乙")]), lambda _reason: None)
    assert strip.reason.text() == ""
    strip.show_refusal(InvalidEntry("丙"))
    assert strip.reason.isHidden()


def test_a_conflict_shows_before_theirs_and_mine_of_each_field(strip: NoticeStrip) -> None:
    noon = datetime(2020, 1, 2, 4, 0, tzinfo=UTC)
    clashes = [
        Clash("request", "", "换机油", "换轮胎"),
        Clash("promised_at", None, noon, noon),
        Clash("signed_limit_fen", 0, 20_000, 30_050),
        Clash("wash", True, False, True),
    ]
    strip.show_stale(StaleRecord("work_order", 7, clashes))
    lines = strip.text().splitlines()
    assert "别人刚改过" in lines[0]
    assert lines[1] == "客户要求:原为“空”,别人改为“换机油”,您的是“换轮胎”"
    assert lines[2].startswith("预计交车:原为“空”,别人改为“2020-01-02 12:00”")
    assert lines[3] == "签字限额:原为“0.00”,别人改为“200.00”,您的是“300.50”"
    assert lines[4] == "洗车:原为“是”,别人改为“否”,您的是“是”"


def test_reloading_after_a_conflict_is_asked_of_the_dock(strip: NoticeStrip) -> None:
    asked: list[bool] = []
    strip.reload_wanted.connect(lambda: asked.append(True))
    strip.show_stale(StaleRecord("work_order", 7))
    strip.main_button.click()
    assert asked == [True]


def test_a_trouble_says_what_helps_with_its_values(strip: NoticeStrip) -> None:
    again: list[bool] = []
    trouble = Trouble("不能写 {path}", advice="请检查 {path}", path=Path("/x"))
    strip.show_trouble(trouble, lambda: again.append(True))
    assert strip.text() == "不能写 /x\n请检查 /x"
    strip.main_button.click()
    assert again == [True]


def test_good_news_goes_by_itself_and_bad_news_stays(strip: NoticeStrip) -> None:
    strip.show_notice("已保存")
    assert strip._fading.isActive()
    strip._fading.timeout.emit()
    assert strip.isHidden()
    strip.show_notice("已保存")
    strip.show_refusal(InvalidEntry("不行"))
    assert not strip._fading.isActive()
    assert strip.text() == "不行"


def test_a_good_notice_only_wants_to_be_read(strip: NoticeStrip) -> None:
    strip.show_notice("已保存")
    assert strip.property("kind") == "good"
    assert strip.main_button.isHidden()
    strip.close_button.click()
    assert strip.isHidden()
