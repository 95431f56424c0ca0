"""Where each account's docks stand on this PC (布局), kept in ``layouts.ini`` of the data folder."""

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

_VERSION = 1


class Layouts:
    """Layouts by account key and ``size`` (percent); a layout of another version of the window is not used."""

    def __init__(self, folder: Path) -> None:
        """Keep them in ``folder``."""
        self.size = 100
        self._file = QSettings(str(folder / "layouts.ini"), QSettings.Format.IniFormat)

    def _group(self, account_id: int) -> str:
        return f"account-{account_id}-{self.size}"

    def save(self, account_id: int, state: QByteArray, geometry: QByteArray, desks: list[str]) -> None:
        """Keep an account's layout: docks, window and which desks are open."""
        self._file.beginGroup(self._group(account_id))
        self._file.setValue("version", _VERSION)
        self._file.setValue("state", state)
        self._file.setValue("geometry", geometry)
        self._file.setValue("desks", ",".join(desks))
        self._file.endGroup()
        self._file.sync()

    def load(self, account_id: int) -> tuple[QByteArray, QByteArray, list[str]] | None:
        """Return state, geometry and open desks of an account, or ``None``."""
        self._file.beginGroup(self._group(account_id))
        version = str(self._file.value("version", ""))
        state, geometry = self._file.value("state"), self._file.value("geometry")
        desks = [name for name in str(self._file.value("desks", "")).split(",") if name]
        self._file.endGroup()
        if version != str(_VERSION) or not isinstance(state, QByteArray) or not isinstance(geometry, QByteArray):
            return None
        return state, geometry, desks

    def forget(self, account_id: int) -> None:
        """Drop an account's layout."""
        self._file.remove(self._group(account_id))
        self._file.sync()
