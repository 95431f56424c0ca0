"""A network between a program and its server that loses answers when it is told to."""

import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path


class Relay:
    """Passes every byte on between a port of this machine and the server's own socket, until it goes deaf."""

    def __init__(self, server: Path) -> None:
        """Listen for programs; ``server`` is the socket that the server listens on."""
        self._server = server
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._loses_after: bytes | None = None
        self._deaf = threading.Event()
        self._ends: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self._start(self._take)

    @property
    def port(self) -> int:
        """The port on which programs are served."""
        return int(self._listener.getsockname()[1])

    def url(self, database: str) -> str:
        """Return the URL of ``database`` as it is reached through here."""
        return f"postgresql+psycopg:///{database}?host=127.0.0.1&port={self.port}&user=postgres"

    def lose_answers_after(self, words: bytes) -> None:
        """Let no answer through any more once a program has sent ``words`` to the server."""
        self._loses_after = words

    def heal(self) -> None:
        """Drop the connections that lost something; new ones work."""
        self._loses_after = None
        self._deaf.clear()
        self._drop()

    def close(self) -> None:
        """Take no more programs and drop those that are there."""
        with suppress(OSError):  # so that the thread that accepts wakes
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._drop()
        for thread in self._threads:
            thread.join()

    def _start(self, work: Callable[..., None], *ends: socket.socket) -> None:
        self._threads.append(threading.Thread(target=work, args=ends, daemon=True))
        self._threads[-1].start()

    def _drop(self) -> None:
        ends, self._ends = self._ends, []
        for end in ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def _take(self) -> None:
        with suppress(OSError):  # closed: the test is over
            while True:
                program, _ = self._listener.accept()
                server = socket.socket(socket.AF_UNIX)
                server.connect(str(self._server))
                self._ends += [program, server]
                self._start(self._pass_on, program, server)
                self._start(self._pass_back, server, program)

    def _pass_on(self, program: socket.socket, server: socket.socket) -> None:
        with suppress(OSError):
            while said := program.recv(65536):
                if self._loses_after is not None and self._loses_after in said:
                    self._deaf.set()
                server.sendall(said)
            server.shutdown(socket.SHUT_WR)

    def _pass_back(self, server: socket.socket, program: socket.socket) -> None:
        with suppress(OSError):
            while said := server.recv(65536):
                if not self._deaf.is_set():
                    program.sendall(said)
            program.shutdown(socket.SHUT_WR)
