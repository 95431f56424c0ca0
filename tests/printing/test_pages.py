"""Long orders: heads repeated on every page, pages counted, signatures together; and how they are broken."""

from dataclasses import replace

import pytest

from app.printing.facts import PaperLine
from app.printing.sheets import A4, A5, HALF_CONTINUOUS, Sheet
from app.values import Fen, Milli
from tests.printing.reading import pages, squeezed
from tests.printing.specimens import RUN, labour, statement, work_order

SIXTY = tuple(labour(f"项目{number:03d}", f"GS-{number:04d}", 1000, 16000) for number in range(1, 61))
ONE_COPY = replace(RUN, copies=("客户联",))
HEAD = squeezed("维修项目 / 材料名称")


def test_an_order_of_eleven_lines_with_blank_rows_and_signatures_fits_one_page() -> None:
    texts = pages(work_order(), replace(RUN, blank_rows=2))
    assert len(texts) == 3
    for text in texts:
        assert "外协:前轮动平衡" in text
        assert "客户签名(同意以上项目、条款与预计费用)" in text


def test_sixty_lines_run_over_pages_with_their_head_on_each() -> None:
    texts = pages(replace(work_order(), lines=SIXTY))
    assert len(texts) % 3 == 0
    each = len(texts) // 3
    assert each >= 2
    for number, text in enumerate(texts):
        place = number % each + 1
        assert f"第{place}页/共{each}页" in text
        assert ("转下页" in text) == (place < each)
        assert (HEAD in text) == ("项目0" in text)
    first = "".join(texts[:each])
    assert [first.count(line.name) for line in SIXTY] == [1] * 60


def test_lines_are_in_order_and_numbered_without_their_parts() -> None:
    part = PaperLine("part", "机滤", Fen(100), "P-1", Milli(1000), "个", Fen(100), beneath=True)
    lines = tuple(line for pair in zip(SIXTY, [part] * 60, strict=True) for line in pair)
    whole = "".join(pages(replace(work_order(), lines=lines), ONE_COPY))
    at = [whole.index(f"{number}{line.name}") for number, line in enumerate(SIXTY, 1)]
    assert at == sorted(at)


def test_a_statement_of_sixty_lines_keeps_its_two_tables_apart() -> None:
    parts = tuple(PaperLine("part", f"配件{n:03d}", Fen(100), f"P-{n}", Milli(1000), "个", Fen(100)) for n in range(60))
    texts = pages(replace(statement(), lines=(*SIXTY, *parts)), ONE_COPY)
    whole = "".join(texts)
    assert whole.index("项目060") < whole.index("二、材料费") < whole.index("配件000")
    assert all("材料名称" in text for text in texts if "配件0" in text)
    assert all("一、工时费" in text for text in texts if "项目0" in text)
    assert sum("客户签名" in text for text in texts) == 1


@pytest.mark.parametrize("count", range(11, 27, 2))
def test_the_signatures_never_stand_on_a_page_without_their_roles(count: int) -> None:
    texts = pages(replace(work_order(), lines=SIXTY[:count]), ONE_COPY)
    roles = ("服务顾问陈立", "主修(班组长)王犇", "客户签名(同意")
    assert any(all(role in text for role in roles) for text in texts)


@pytest.mark.parametrize("sheet", [A5, HALF_CONTINUOUS, A4])
@pytest.mark.parametrize("count", [0, 3, 8, 20])
def test_who_signs_a_statement_reads_its_sum_on_the_same_page(sheet: Sheet, count: int) -> None:
    paper = statement()
    texts = pages(replace(paper, lines=(*SIXTY[:count], *paper.lines)), replace(ONE_COPY, sheet=sheet))
    [signed] = [text for text in texts if "客户签名" in text]
    assert "人民币(大写)" in signed
