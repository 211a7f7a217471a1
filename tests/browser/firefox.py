"""The machine's own Firefox, which Playwright cannot drive, over its Marionette protocol."""

import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

NAMES = ("firefox-esr", "firefox")
START = 30  # seconds


class Firefox:
    """One window."""

    def __init__(self, port: int) -> None:
        end = time.monotonic() + START
        while True:
            try:
                self._socket = socket.create_connection(("127.0.0.1", port), timeout=START)
                break
            except OSError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.1)
        self._file = self._socket.makefile("rb")
        self._receive()
        self._count = 0
        self.call("WebDriver:NewSession", {})

    def open(self, path: Path) -> None:
        self.call("WebDriver:Navigate", {"url": path.resolve().as_uri()})

    def evaluate(self, function: str, *args: Any) -> Any:
        """Call a function of the page's script, and wait for its promise."""
        call = {"script": f"return ({function})(...arguments)", "args": args, "newSandbox": False, "sandbox": None}
        return self.call("WebDriver:ExecuteScript", call)["value"]

    def call(self, command: str, parameters: dict[str, Any]) -> Any:
        self._count += 1
        message = json.dumps([0, self._count, command, parameters]).encode()
        self._socket.sendall(f"{len(message)}:".encode() + message)
        _, _, error, result = self._receive()
        if error:
            raise RuntimeError(f"{command}: {error['message']}")
        return result

    def _receive(self) -> Any:
        length = b""
        while (digit := self._file.read(1)) != b":":
            if not digit:
                raise RuntimeError("Firefox has ended")
            length += digit
        return json.loads(self._file.read(int(length)))


@contextmanager
def firefox() -> Iterator[Firefox]:
    """Without one the test is skipped."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        pytest.skip("no Firefox here: apt-get install firefox-esr")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        Path(profile, "user.js").write_text(f'user_pref("marionette.port", {port});\n')
        command = [path, "--headless", "--marionette", "--no-remote", "--profile", profile]
        environment = os.environ | {"HOME": profile}  # started as root in another's session, it refuses that one's home
        process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            yield Firefox(port)
        finally:
            process.terminate()
            process.wait(START)
