"""No file says where packages come from, and every silenced rule says which one and why."""

import re
from pathlib import Path

from tests.house.sources import ROOT, sources

TEXTS = (
    "run.py",
    "main.py",
    "translate.py",
    "pyproject.toml",
    "requirements.lock",
    ".ci/run",
    "README.md",
    "CHANGELOG.md",
)
# A scheme with a dotted host behind it; database URLs of tests have no such host.
ADDRESS = re.compile(r"\b[a-z][a-z+]*://(?:[\w.-]+@)?[\w-]+(?:\.[\w-]+)+")
INDEX_OPTION = re.compile(r"^\s*(?:-i|-f|--(?:extra-)?index-url|--find-links|--trusted-host)\b", re.MULTILINE)
EXCUSE = re.compile(r"#\s*(?:noqa|type:\s*ignore)\b[^\n]*")
GOOD_EXCUSE = re.compile(r"# (?:noqa: [A-Z]+[0-9]+(?:, [A-Z]+[0-9]+)* - |type: ignore\[[a-z, -]+\]\s+# )\w.{4,}")


def texts() -> list[Path]:
    return [ROOT / source.path for source in sources()] + [ROOT / name for name in TEXTS if (ROOT / name).exists()]


def test_no_file_names_a_host() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {match}"
        for path in texts()
        for match in ADDRESS.findall(path.read_text(encoding="utf-8"))
    ]
    assert not found, "\n".join(found)


def test_a_host_would_be_found() -> None:
    assert ADDRESS.search("see https:" + "//packages.example/simple")
    assert ADDRESS.search("ftp:" + "//user@mirror.example.org/")
    assert not ADDRESS.search("postgresql+psycopg:///station_1?host=/tmp/x")
    assert not ADDRESS.search("sqlite:////tmp/station.db")


def test_every_locked_package_has_hashes_and_no_origin() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert not INDEX_OPTION.search(lock)
    entries = re.split(r"\n(?=[a-z0-9])", lock.strip(), flags=re.IGNORECASE)
    assert len(entries) > 20
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry or "==" not in entry] == []


def test_every_excuse_names_its_rule_and_its_reason() -> None:
    found = [
        f"{source.name}: {match}"
        for source in sources()
        for match in EXCUSE.findall(source.text)
        if not GOOD_EXCUSE.match(match)
    ]
    assert not found, "\n".join(found)


def test_bare_excuses_would_be_found() -> None:
    mark = "# no" + "qa"
    assert not GOOD_EXCUSE.match(mark)
    assert not GOOD_EXCUSE.match(f"{mark}: S101")
    assert GOOD_EXCUSE.match(f"{mark}: S101, B008 - the framework's own way")
    assert not GOOD_EXCUSE.match("# type: " + "ignore")
    assert not GOOD_EXCUSE.match("# type: " + "ignore[arg-type]")
