"""``print`` puts any paper into a file, as the station's owner at the machine; what cannot be done is one sentence."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
from sqlalchemy import select

from app import start
from app.models.access import Role
from app.models.journal import AuditRow, PrintedPaper
from app.printing.fonts import printable
from app.printing.registry import FORMS
from app.services import entries, estimates, pickers
from tests.builders import Shop, arrival, received
from tests.databases import sqlite_url_of
from tests.services.test_odd_texts import ODD
from tests.services.test_papers import Life, drive
from tests.shops import OpenDesk, opened

UNPRINTABLE = {"right to left", "combining", "private use"}
"""Odd texts for which no face has the characters: geta marks stand for them, and the foot names them."""


@pytest.fixture(scope="module")
def life(sqlite_shop_template: tuple[Path, Shop], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Life]:
    template, pattern = sqlite_shop_template
    path = tmp_path_factory.mktemp("printed") / "station.db"
    path.write_bytes(template.read_bytes())
    with opened(pattern, sqlite_url_of(path)) as shop:
        yield drive(shop)


def typed(life: Life, *words: str) -> int:
    return start.main(["print", *words, "--database", life.shop.station.engines.reader.url.render_as_string()])


def read(path: Path) -> str:
    document = pypdfium2.PdfDocument(path.read_bytes())
    try:
        return "".join(page.get_textpage().get_text_bounded() for page in document)
    finally:
        document.close()


@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_printed_by_its_number(
    life: Life, form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    number = life.keys[form][1]
    out = tmp_path / "papers" / f"{form}.pdf"
    assert typed(life, form, number, "--out", str(out)) == 0
    assert number in read(out)
    assert capsys.readouterr().out == f"已打印到 {out}\n"
    assert [path.name for path in out.parent.iterdir()] == [out.name]


def test_the_audit_says_that_it_was_printed_at_the_machine_by_no_account(life: Life, tmp_path: Path) -> None:
    out = tmp_path / "order.pdf"
    assert typed(life, "work_order", life.keys["work_order"][1], "--out", str(out), "--data", str(tmp_path)) == 0
    with life.shop.looking() as session:
        last = session.scalars(select(AuditRow).order_by(AuditRow.id.desc()).limit(2)).all()
        paper = session.scalars(select(PrintedPaper).order_by(PrintedPaper.id.desc())).first()
    assert [row.service for row in last] == ["papers.issue.finish_print", "papers.issue.begin_print"]
    assert {(row.account_id, row.reason) for row in last} == {(None, "本机命令行打印")}
    assert paper is not None
    assert (paper.printed_by, len(paper.sha256)) == (None, 64)


@pytest.mark.parametrize(
    ("form", "number", "sentence"),
    [
        ("invoice", "WX20261122-0001", "没有这种单据:invoice。可用:" + ", ".join(FORMS)),
        ("work_order", "WX-404", "没有编号为 WX-404 的维修工作单。"),
        ("certificate", "WX20261122-0001", "没有编号为 WX20261122-0001 的竣工出厂合格证。"),
    ],
)
def test_an_unknown_form_or_number_is_told_and_leaves_nothing(
    life: Life, tmp_path: Path, capsys: pytest.CaptureFixture[str], form: str, number: str, sentence: str
) -> None:
    printed = len(life.shop.found(PrintedPaper))
    assert typed(life, form, number, "--out", str(tmp_path / "papers" / "x.pdf")) == 2
    assert capsys.readouterr().err == f"{sentence}\n"
    assert list(tmp_path.iterdir()) == []
    assert len(life.shop.found(PrintedPaper)) == printed


@pytest.mark.parametrize(
    ("form", "title"), [("job_slip", "派工单"), ("final_inspection", "竣工检验单"), ("rework_slip", "返工单")]
)
def test_a_paper_that_an_order_does_not_have_yet_is_told(
    sqlite_shop: Shop, tmp_path: Path, capsys: pytest.CaptureFixture[str], form: str, title: str
) -> None:
    order = received(sqlite_shop).order_id
    sqlite_shop.do(Role.RECEPTION, estimates.quote_order, order)
    number = sqlite_shop.order(order).number
    assert number
    url = sqlite_shop.station.engines.reader.url.render_as_string()
    assert start.main(["print", form, str(number), "--out", str(tmp_path / "x.pdf"), "--database", url]) == 2
    assert capsys.readouterr().err == f"没有编号为 {number} 的{title}。\n"
    assert not (tmp_path / "x.pdf").exists()


@pytest.mark.parametrize(
    ("place", "told"),
    [
        (".", "是一个文件夹,不能写成文件。\n请在 --out 里写上文件名。"),
        ("a file/x.pdf", "是一个文件,不是文件夹\n请检查磁盘与文件夹权限"),
        ("x" * 300, "名字太长\n请检查磁盘与文件夹权限"),
    ],
)
def test_a_place_that_cannot_be_written_is_told(
    life: Life, tmp_path: Path, capsys: pytest.CaptureFixture[str], place: str, told: str
) -> None:
    (tmp_path / "a file").write_bytes(b"")
    assert typed(life, "work_order", life.keys["work_order"][1], "--out", str(tmp_path / place)) == 2
    assert told in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["a file"]


def test_a_paper_replaces_an_older_file_and_keeps_a_link(life: Life, tmp_path: Path) -> None:
    paper, link = tmp_path / "paper.pdf", tmp_path / "link.pdf"
    paper.write_bytes(b"older")
    link.symlink_to(paper)
    assert typed(life, "statement", life.keys["statement"][1], "--out", str(link)) == 0
    assert link.is_symlink()
    assert "结算清单" in read(paper)


def test_odd_and_long_texts_are_typed_found_reopened_and_printed(
    sqlite_shop: Shop, another_desk: OpenDesk, tmp_path: Path
) -> None:
    long = ("左前减震器异响𠮷🚗" * 1200)[:10_000]
    odd = [words for kind, words in ODD.items() if kind not in UNPRINTABLE]
    usual = arrival(sqlite_shop)
    order = replace(usual.order, request=long, finding="\n".join(odd))
    car = received(sqlite_shop, order=order, customer=entries.CustomerEntry(name="𠮷野🚗"))
    sqlite_shop.do(Role.RECEPTION, estimates.quote_order, car.order_id)
    with another_desk(sqlite_shop) as other:
        stored = other.order(car.order_id)
        assert (stored.request, stored.finding) == (long, "\n".join(odd))
        assert [row.plate for row in other.ask(Role.RECEPTION, pickers.find_cars, "𠮷野🚗")] == ["京N7L820"]
    url = sqlite_shop.station.engines.reader.url.render_as_string()
    out = tmp_path / "order.pdf"
    assert start.main(["print", "work_order", str(stored.number), "--out", str(out), "--database", url]) == 0
    text = "".join(read(out).split())
    assert "𠮷野🚗" in text
    assert text.count("𠮷🚗") >= 900
    for words in odd:
        for line in printable(words).splitlines():
            assert "".join(line.split()) in text, line
