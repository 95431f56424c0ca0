"""Start the program, or all its checks, from a bare checkout; standard library only.

    python3 run.py              the program; without a display, its walkthrough
    python3 run.py test [...]   all checks; further words go to pytest
    python3 run.py bench [...]  the benchmarks
    python3 run.py translate    the English catalogue, after texts changed
    python3 run.py WORD [...]   main.py WORD [...]

The first start makes ``.venv`` with the locked versions; later ones only look at its stamp. The file keeps to syntax
that Python 3.8 reads, so that an older Python is told what is wrong instead of stopping at a syntax error.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
WINDOWS = os.name == "nt"
OLDEST, NEWEST = (3, 11), (3, 14)

# What the Qt wheels load from the system, and the Debian and Ubuntu packages that hold it.
SYSTEM_LIBRARIES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libfontconfig.so.1": "libfontconfig1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libbrotlidec.so.1": "libbrotli1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
    "libcups.so.2": "libcups2",
}


HELP = """\
python3 run.py              the program; without a display, its walkthrough / 打开程序，没有显示器时自动演示
python3 run.py test [...]   all checks; further words go to pytest / 全部检查
python3 run.py bench [...]  the benchmarks; --json FILE keeps the figures / 基准测量
python3 run.py translate    the English catalogue, after texts changed / 更新英文译文
python3 run.py WORD [...]   main.py WORD [...], as follows / 其余命令如下
"""


class CannotStart(Exception):  # noqa: N818 - it is told, not raised at anybody
    """What is in the way, in one sentence with its advice."""


def say(sentence: str) -> None:
    """Print one line at once, as far as the console's encoding can show it."""
    encoding = sys.stdout.encoding or "ascii"
    print(sentence.encode(encoding, "replace").decode(encoding), flush=True)


def check_python(version: Sequence[int]) -> None:
    """Refuse a Python for which the locked packages do not exist."""
    if OLDEST <= tuple(version[:2]) <= NEWEST:
        return
    needed = "{}.{} to {}.{}".format(*OLDEST, *NEWEST)
    found = ".".join(str(part) for part in version[:3])
    advice = "py -3.13 run.py" if WINDOWS else "python3.13 run.py"
    raise CannotStart(
        f"Python {needed} is needed and this is {found}; install one and start with it, as in: {advice}"
        f" / 需要 Python {needed.replace(' to ', '–')}，现在是 {found}"
    )


def missing_libraries(wanted: Mapping[str, str]) -> dict[str, str]:
    """Return the shared libraries of ``wanted`` that the loader does not find, with their packages."""
    import ctypes

    missing = {}
    for library, package in wanted.items():
        try:
            ctypes.CDLL(library)
        except OSError:
            missing[library] = package
    return missing


def missing_packages() -> list[str]:
    """Return the system packages to be installed before ``.venv`` can be made and Qt can start."""
    from importlib.util import find_spec

    if not sys.platform.startswith("linux"):
        return []
    packages = list(missing_libraries(SYSTEM_LIBRARIES).values())
    if find_spec("ensurepip") is None or find_spec("venv") is None:
        packages.append("python{}.{}-venv".format(*sys.version_info))
    return packages


def root_prefix() -> list[str] | None:
    """Return the words that run a command as root without a question, or None where that cannot be."""
    import shutil
    import subprocess

    if os.geteuid() == 0:
        return []
    if (
        shutil.which("sudo")
        and subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0
    ):
        return ["sudo", "-n"]
    return None


def install_packages(packages: Sequence[str]) -> None:
    """Install system packages by apt, or say the exact line to type."""
    import shutil
    import subprocess

    if shutil.which("apt-get") is None:
        libraries = " ".join(missing_libraries(SYSTEM_LIBRARIES)) or "ensurepip"
        raise CannotStart(
            f"Missing from this system: {libraries}; install them with its package tool (Debian names:"
            f" {' '.join(packages)}) and start again / 请先用系统的软件包工具安装以上系统库"
        )
    by_hand = "apt-get update && sudo apt-get install -y " + " ".join(packages)
    prefix = root_prefix()
    if prefix is None:
        raise CannotStart(
            f"System libraries are missing; type this line and start again / 缺少系统库，请输入: sudo {by_hand}"
        )
    say(f"Installing system libraries (once) / 安装系统库: {' '.join(packages)}")
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-o", "DPkg::Lock::Timeout=300"]
    install = [*apt, "install", "-y", "--no-install-recommends", *packages]
    said = ""
    for command in (install, [*apt, "update"], install):
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        if command is install and done.returncode == 0:
            return
        said = done.stdout
    raise CannotStart(
        f"apt-get could not install them ({last_line(said)}); put that right, or type this line and start again"
        f" / 系统库安装失败，请输入: sudo {by_hand}"
    )


def last_line(text: str) -> str:
    """Return what a command said in the end."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    # A broken connection is the reason; that nothing was found is only what came of it.
    broken = [line.partition(" after ")[2] for line in lines if "connection broken by" in line]
    errors = [line for line in lines if line.startswith(("ERROR", "E:"))]
    return (broken or errors or lines or ["it said nothing"])[-1]


def venv_python() -> Path:
    """Return the interpreter of ``.venv``."""
    return VENV / ("Scripts/python.exe" if WINDOWS else "bin/python")


def stamp() -> dict[str, str]:
    """Describe a finished set-up: the locked versions, the system's libraries, the place, and the Python below it."""
    return {
        "lock": hashlib.sha256(LOCK.read_bytes()).hexdigest(),
        "libraries": " ".join(SYSTEM_LIBRARIES),
        "root": str(ROOT),
        "python": os.path.realpath(venv_python()),
    }


def is_set_up() -> bool:
    """Tell whether ``.venv`` was finished for this lock in this place and its Python is still there."""
    try:
        found = json.loads((VENV / "set-up.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return bool(found == stamp()) and venv_python().exists()


@contextlib.contextmanager
def only_one() -> Iterator[None]:
    """Let one start at a time work on ``.venv``; others wait. The system frees the lock of one that died."""
    VENV.mkdir(exist_ok=True)
    with (VENV / "set-up.lock").open("a+") as file:
        # pip holds it too: where only the launcher was killed, the next one waits until its pip is done.
        os.set_inheritable(file.fileno(), True)
        if not take(file.fileno(), wait=False):
            say("Another start is setting up; waiting for it / 另一个启动正在安装，请稍候")
            take(file.fileno(), wait=True)
        yield


def take(file: int, *, wait: bool) -> bool:
    """Lock an open file for this process; False if another has it and we may not wait."""
    if sys.platform == "win32":
        import msvcrt

        while True:
            try:
                msvcrt.locking(file, msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
            except OSError:
                if not wait:
                    return False
            else:
                return True
    else:
        import fcntl

        try:
            fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            return False
        return True


def set_up() -> None:
    """Make the system and ``.venv`` ready; a half-made ``.venv`` has no stamp and is made anew."""
    if is_set_up():
        return
    if VENV.is_symlink():
        raise CannotStart(
            f"{VENV} is a link to {os.path.realpath(VENV)}, which a set-up would empty; remove the link and start again"
            f" / .venv 是一个链接，安装会清空它所指的文件夹；请删除这个链接后重试"
        )
    with only_one():
        if is_set_up():
            return
        begun = time.monotonic()
        if packages := missing_packages():
            install_packages(packages)
            if still := missing_packages():
                raise CannotStart(f"Still missing after the installation: {' '.join(still)} / 安装后仍缺少以上系统库")
        say("Setting up .venv with the locked versions (once, needs the network) / 首次安装，需要联网，约一分钟 …")
        make_venv()
        install_locked()
        (VENV / "set-up.json").write_text(json.dumps(stamp()), encoding="utf-8")
        say(f"Set up in {time.monotonic() - begun:.0f} s / 安装完成")


def make_venv() -> None:
    """Empty ``.venv``, except for our lock file, and lay a new environment into it."""
    import shutil
    import subprocess

    (VENV / "set-up.json").unlink(missing_ok=True)
    for entry in VENV.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        elif entry.name != "set-up.lock":
            entry.unlink()
    # Started with .venv's own Python, the new environment still belongs on the one below it.
    base = getattr(sys, "_base_executable", None) or sys.executable
    done = subprocess.run(
        [base, "-m", "venv", str(VENV)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    if done.returncode != 0:
        raise CannotStart(f"Python could not make {VENV}: {last_line(done.stdout)} / 无法建立运行环境")


def install_locked() -> None:
    """Install exactly the locked wheels; pip is heard only when it fails."""
    import subprocess

    words = ["-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check", "--require-hashes"]
    words += ["--only-binary=:all:", "--requirement", str(LOCK)]
    environment = {**os.environ, "PIP_USER": "0", "PYTHONUTF8": "1"}
    done = subprocess.run(
        [str(venv_python()), *words],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        close_fds=False,
        check=False,
    )
    if done.returncode != 0:
        raise CannotStart(
            f"The locked packages could not be installed: {last_line(done.stdout)}; check the network, or the package"
            " index and proxy in pip's configuration, and start again; what was downloaded is kept"
            " / 依赖包下载失败，请检查网络或 pip 的镜像、代理设置后重试"
        )


def has_display(environment: Mapping[str, str]) -> bool:
    """Tell whether a window can be shown; a Qt platform chosen by hand counts as one, unless it shows nothing."""
    chosen = environment.get("QT_QPA_PLATFORM")
    if chosen:
        return chosen.partition(":")[0] not in {"offscreen", "minimal"}
    if not sys.platform.startswith("linux"):
        return True
    return bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))


def become(words: Sequence[str], *, window: bool = False) -> NoReturn:
    """Go on as ``.venv``'s Python with ``words``; Qt without a display would abort, so it is told to draw unseen.

    A ``window`` is never opened where nobody sees it: the program itself says then that there is no display.
    """
    environment = dict(os.environ)
    if not window and not has_display(environment):
        environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    command = [str(venv_python()), *words]
    if WINDOWS:
        # There execv returns the prompt before the program has ended.
        import subprocess

        sys.exit(subprocess.run(command, env=environment, check=False).returncode)
    os.execve(command[0], command, environment)


def walkthrough_words() -> list[str]:
    """Return the words that start the walkthrough on a fresh station, and say why."""
    import tempfile

    place = ROOT / "out" / "walkthrough"
    place.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=time.strftime("%Y%m%d-%H%M%S-"), dir=place))
    say(f"No display here: doing the walkthrough instead, into {fresh} / 没有显示器，改为自动演示")
    return ["walkthrough", "--data", str(fresh / "data"), "--out", str(fresh / "out")]


def run_checks(words: Sequence[str]) -> int:
    """Run every check, print each one's name, time and outcome, and return 0 if all are well."""
    import subprocess

    python = str(venv_python())
    checks = {
        "ruff check": [python, "-m", "ruff", "check", "."],
        "ruff format": [python, "-m", "ruff", "format", "--check", "."],
        "mypy": [python, "-m", "mypy"],
        "import contracts": [python, "-c", "from importlinter.cli import lint_imports_command as run; run()"],
    }
    failed = []
    for name, command in checks.items():
        begun = time.monotonic()
        done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        if done.returncode != 0:
            failed.append(name)
            say(done.stdout.decode("utf-8", "replace").rstrip())
        say(f"{name}: {'ok' if done.returncode == 0 else 'FAILED'} ({time.monotonic() - begun:.1f} s)")
    begun = time.monotonic()
    tests = subprocess.run([python, "-m", "pytest", *pytest_words(words)], cwd=ROOT, check=False)
    say(f"tests: {'ok' if tests.returncode == 0 else 'FAILED'} ({time.monotonic() - begun:.1f} s)")
    if failed:
        say(f"failed before the tests: {', '.join(failed)}")
    return tests.returncode or int(bool(failed))


def pytest_words(words: Sequence[str]) -> list[str]:
    """Add two workers to pytest's words, unless they say something about workers themselves."""
    if any(word.startswith(("-n", "--numprocesses", "--dist", "--pdb")) or word.endswith("no:xdist") for word in words):
        return list(words)
    return ["-n", "2", *words]


def run(words: Sequence[str]) -> int:
    """Set up, then do what the first word says."""
    check_python(sys.version_info[:3])
    if words[:1] in (["--help"], ["-h"]):
        say(HELP)
        if not is_set_up():
            return 0
    set_up()
    if words[:1] == ["test"]:
        return run_checks(words[1:])
    if words[:1] == ["bench"]:
        os.environ["PYTHONPATH"] = str(ROOT)
        become(["-m", "benchmarks", *words[1:]])
    if words[:1] == ["translate"]:
        become([str(ROOT / "translate.py"), *words[1:]])
    if not words and not has_display(os.environ):
        words = walkthrough_words()
    become([str(ROOT / "main.py"), *words], window=not words or words[0].startswith("-"))


def main() -> int:
    """Run, and put what went wrong into one sentence."""
    try:
        return run(sys.argv[1:])
    except CannotStart as reason:
        say(str(reason))
    except OSError as problem:
        say(f"The set-up could not write or read {problem.filename or VENV}: {problem.strerror} / 安装时读写文件失败")
    except KeyboardInterrupt:
        say("Interrupted; the next start goes on / 已中断，下次启动会继续")
        return 130
    return 1


if __name__ == "__main__":
    sys.exit(main())
