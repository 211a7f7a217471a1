"""The server gives a browser the deck's files, and nothing else, and to this machine only."""

import os
import signal
import subprocess
import sys
import threading
from http.client import HTTPConnection

import pytest

from recording.errors import InputError
from slides.present import make_server, present

SCRIPT = bytes(range(256)) * 40


@pytest.fixture
def deck(tmp_path):
    (tmp_path / "index.html").write_text("<title>deck</title>")
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "a b.js").write_bytes(SCRIPT)
    (tmp_path.parent / "secret.txt").write_text("secret")
    return tmp_path


@pytest.fixture
def get(deck):
    server = make_server(deck)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    connection = HTTPConnection("127.0.0.1", server.server_port, timeout=5)

    def get(path, method="GET", **headers):
        connection.request(method, path, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()

    yield get
    connection.close()
    server.shutdown()
    server.server_close()


def test_the_page_is_served_at_the_root(get):
    status, headers, body = get("/")
    assert (status, body) == (200, b"<title>deck</title>")
    assert headers["Content-Type"] == "text/html; charset=utf-8"


def test_a_recording_is_served_as_a_script_that_is_asked_for_again(get):
    status, headers, body = get("/media/a%20b.js")
    assert (status, body) == (200, SCRIPT)
    assert (headers["Content-Type"], headers["Cache-Control"]) == ("text/javascript", "no-cache")


@pytest.mark.parametrize("path", ["/media/", "/nothing.js", "/../secret.txt", "/%2e%2e/secret.txt"])
def test_nothing_but_the_decks_files_is_served(get, path):
    assert get(path)[0] == 404


def test_only_this_machine_is_served(deck):
    with make_server(deck) as server:
        assert server.server_address[0] == "127.0.0.1"


def test_a_deck_that_is_not_there_names_the_command_that_builds_it(tmp_path):
    with pytest.raises(InputError, match=r"no deck at .*nowhere; `\./run lecture` builds it"):
        present(tmp_path / "nowhere")


def test_a_port_in_use_is_named(deck):
    with make_server(deck) as server, pytest.raises(InputError, match=f"port {server.server_port} cannot be used"):
        make_server(deck, server.server_port)


def test_a_deck_in_one_file_is_opened_by_its_name(deck, monkeypatch, capsys):
    (deck / "talk.html").write_text("one")
    opened = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    monkeypatch.setattr("slides.present._Server.serve_forever", lambda self: None)
    present(deck / "talk.html")
    assert opened[0].endswith("/talk.html")
    assert opened[0] in capsys.readouterr().out


def test_interrupting_ends_it_quietly(deck):
    program = f"from pathlib import Path; from slides.present import present; present(Path({str(deck)!r}), 0, False)"
    process = subprocess.Popen(
        [sys.executable, "-c", program],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": os.getcwd()},
    )
    assert process.stdout.readline().startswith("http://127.0.0.1:")
    process.send_signal(signal.SIGINT)
    out, errors = process.communicate(timeout=10)
    assert (process.returncode, errors) == (0, "")
    assert out.endswith("stopped\n")
