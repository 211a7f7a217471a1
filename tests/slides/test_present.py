"""The server answers as a browser's video player needs, to this machine only."""

import os
import signal
import subprocess
import sys
import threading
from http.client import HTTPConnection

import pytest

from recording.errors import InputError
from slides.present import make_server, present

VIDEO = bytes(range(256)) * 40


@pytest.fixture
def deck(tmp_path):
    (tmp_path / "index.html").write_text("<title>deck</title>")
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "a b.mp4").write_bytes(VIDEO)
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


def test_a_whole_video_says_that_parts_can_be_asked_for(get):
    status, headers, body = get("/media/a%20b.mp4")
    assert (status, body) == (200, VIDEO)
    assert (headers["Content-Type"], headers["Accept-Ranges"]) == ("video/mp4", "bytes")


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [("bytes=0-", 0, 10239), ("bytes=5-9", 5, 9), ("bytes=10000-99999", 10000, 10239), ("bytes=-100", 10140, 10239)],
)
def test_a_range_is_served(get, asked, first, last):
    status, headers, body = get("/media/a%20b.mp4", Range=asked)
    assert (status, body) == (206, VIDEO[first : last + 1])
    assert headers["Content-Range"] == f"bytes {first}-{last}/10240"
    assert headers["Content-Length"] == str(last - first + 1)


@pytest.mark.parametrize("asked", ["bytes=10240-", "bytes=9-5", "bytes=-0"])
def test_a_range_outside_the_file_is_refused(get, asked):
    status, headers, body = get("/media/a%20b.mp4", Range=asked)
    assert (status, body) == (416, b"")
    assert headers["Content-Range"] == "bytes */10240"


@pytest.mark.parametrize("asked", ["bytes=-", "bytes=0-1,4-5", "lines=1-2", "bytes=a-b"])
def test_a_range_that_is_not_understood_gives_the_whole(get, asked):
    assert get("/media/a%20b.mp4", Range=asked)[0] == 200


def test_the_head_of_a_range_has_no_body(get):
    status, headers, body = get("/media/a%20b.mp4", "HEAD", Range="bytes=5-9")
    assert (status, headers["Content-Length"], body) == (206, "5", b"")


@pytest.mark.parametrize("path", ["/media/", "/nothing.mp4", "/../secret.txt", "/%2e%2e/secret.txt"])
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
