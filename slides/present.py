"""Serve a deck on this machine only, and open it."""

from __future__ import annotations

import os
import webbrowser
from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import BaseRequestHandler

from recording.errors import InputError


def present(deck: Path, port: int = 0, open_browser: bool = True) -> None:
    """Serve a deck, its folder or page, until Ctrl-C; port 0 takes a free one. Raises InputError without one."""
    try:
        with make_server(deck, port) as server:
            page = deck.name if deck.is_file() else ""
            address = f"http://127.0.0.1:{server.server_port}/{page}"
            print(f"{address}\nS opens the speaker view, ? shows the keys. Ctrl-C stops.", flush=True)
            if open_browser:
                webbrowser.open(address)
            server.serve_forever()
    except KeyboardInterrupt:
        print("\nstopped")


def make_server(deck: Path, port: int = 0) -> ThreadingHTTPServer:
    """A server of the deck's folder on loopback, not yet running."""
    return listen(partial(Handler, directory=str(page_of(deck).parent)), port)


def page_of(deck: Path) -> Path:
    """The page of a deck, its folder or page. Raises InputError without one."""
    page = deck / "index.html" if deck.is_dir() else deck
    if not page.is_file():
        raise InputError(f"there is no deck at {deck}; `./run lecture` builds it")
    return page


def listen(handler: Callable[..., BaseRequestHandler], port: int = 0) -> ThreadingHTTPServer:
    """A server on loopback, not yet running; port 0 takes a free one. Raises InputError for one that cannot be had."""
    try:
        return _Server(("127.0.0.1", port), handler)
    except (OSError, OverflowError) as error:
        raise InputError(f"port {port} cannot be used: {error}; choose another with --port, or leave it out") from None


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that is closed hangs up; that is no error."""


class Handler(SimpleHTTPRequestHandler):
    """Serves a deck's folder."""

    protocol_version = "HTTP/1.1"
    extensions_map = SimpleHTTPRequestHandler.extensions_map | {
        ".svg": "image/svg+xml",
        ".woff": "font/woff",
        ".js": "text/javascript",
        ".html": "text/html; charset=utf-8",
        ".txt": "text/plain; charset=utf-8",
    }

    def end_headers(self) -> None:
        """Let the browser ask again for what it has, so that a deck built anew is seen anew."""
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()

    def list_directory(self, path: str | os.PathLike[str]) -> None:
        """Folders are not shown."""
        self.send_error(HTTPStatus.NOT_FOUND)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing about single requests."""
