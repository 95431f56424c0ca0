"""What was typed at an inspection and is not saved yet (未保存的录入)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ItemDraft:
    """Typed for one item: measured value, defect, the line to be done again."""

    measured: str = ""
    finding: str = ""
    line: int | None = None


@dataclass(frozen=True, slots=True)
class RoadDraft:
    """Typed for one round: the words of the road test and the km after it, as typed."""

    words: str = ""
    km: str = ""
