"""How a field shows that its entry cannot be taken (标红): a red frame and the reason as its tip."""

from PySide6.QtWidgets import QWidget

from app.errors import Told
from app.views.wording import told

_TIP = "usual tip"


def mark(field: QWidget, complaint: Told | None) -> None:
    """Frame ``field`` in red and say why; ``None`` takes frame and reason away."""
    invalid = complaint is not None
    if field.property(_TIP) is None:
        field.setProperty(_TIP, field.toolTip())
    if complaint is not None:
        field.setToolTip(told(complaint))
    elif field.property("invalid"):
        field.setToolTip(str(field.property(_TIP)))
    if bool(field.property("invalid")) != invalid:
        field.setProperty("invalid", invalid)
        field.style().unpolish(field)
        field.style().polish(field)
