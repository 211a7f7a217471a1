"""A logo is a picture that needs nothing else; what is no such picture is refused with a reason."""

import io

import pytest
from PIL import Image

from slides.logo import LARGEST, SVG, Unfit, check_logo

HEAD = f'<svg xmlns="{SVG}" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 2 1">'
ILLUSTRATOR = (
    '<?xml version="1.0" encoding="utf-8"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" '
    '"http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd" [<!ENTITY ns "http://www.w3.org/2000/svg">]>'
    '<svg xmlns="&ns;" viewBox="0 0 2 1"><title>Universität</title></svg>'
)
INKSCAPE = (
    f'{HEAD}<metadata xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><r:type r:resource="http://purl.org/x"/>'
    '</metadata><style>.a { fill: url("#g") }</style><use xlink:href="#a" style="fill: url(#g)"/>'
    '<image href="data:image/png;base64,AAAA"/></svg>'
)


def picture(kind: str, size: tuple[int, int] = (40, 20)) -> bytes:
    file = io.BytesIO()
    Image.effect_noise(size, 90).save(file, kind)
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("logo.svg", f"{HEAD}<path d='M0 0h2'/></svg>".encode()),
        ("logo.SVG", ILLUSTRATOR.encode()),
        ("logo.svg", INKSCAPE.encode()),
        ("logo.png", picture("PNG")),
    ],
)
def test_a_picture_that_needs_nothing_else_is_fit(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    check_logo(tmp_path / name)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("logo.jpg", picture("JPEG"), "a logo is an SVG or PNG, named .svg or .png"),
        ("logo.png", picture("JPEG"), "this is a JPEG that is called PNG; export it as PNG"),
        ("logo.png", b"no picture", "this is no whole PNG"),
        ("logo.png", b"", "this is no whole PNG"),
        ("logo.png", picture("PNG")[:-200], "this is no whole PNG"),
        ("logo.png", picture("PNG", (1200, 1000)), "MB; export it smaller, with 1 MB at most"),
        ("logo.svg", f"{HEAD}<path></svg>".encode(), "this is no well-formed SVG (mismatched tag: line 1"),
        ("logo.svg", b"", "this is no well-formed SVG (no element found"),
        ("logo.svg", f"{HEAD}\xfc</svg>".encode("latin-1"), "the file is not UTF-8 text"),
        ("logo.svg", b"<html></html>", "its root is <html>, not <svg xmlns="),
        ("logo.svg", b'<svg viewBox="0 0 1 1"/>', "its root is <svg>, not <svg xmlns="),
        ("logo.svg", f'<svg xmlns="{SVG}" width="9"/>'.encode(), "it has no viewBox and would be cropped"),
        ("logo.svg", f"{HEAD}<script>1</script></svg>".encode(), "it has a <script>; export it as a plain SVG"),
        ("logo.svg", f"{HEAD}<foreignObject/></svg>".encode(), "it has a <foreignObject>"),
        ("logo.svg", f"{HEAD}<g onload='x()'/></svg>".encode(), "it has the script onload"),
        ("logo.svg", f"{HEAD}<image xlink:href='a.png'/></svg>".encode(), "it needs a.png, which the outputs"),
        ("logo.svg", f"{HEAD}<use href='//x.org/a#b'/></svg>".encode(), "it needs //x.org/a#b"),
        ("logo.svg", f"{HEAD}<g fill='url( \"x.svg#a\")'/></svg>".encode(), "it needs x.svg#a"),
        ("logo.svg", f"{HEAD}<style>@import 'a.css';</style></svg>".encode(), "it needs a.css"),
        ("logo.svg", f"<?xml-stylesheet href='a.css'?>{HEAD}</svg>".encode(), "the instruction <?xml-stylesheet"),
        ("logo.svg", f"<!DOCTYPE svg [<!ENTITY a SYSTEM 'a.txt'>]>{HEAD}</svg>".encode(), "it needs a.txt"),
    ],
)
def test_what_is_no_such_picture_is_refused(tmp_path, name, content, says):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(Unfit) as error:
        check_logo(tmp_path / name)
    assert says in str(error.value)


def test_entities_that_multiply_are_refused(tmp_path):
    nested = "".join(f"<!ENTITY e{n} '{f'&e{n - 1};' * 10}'>" for n in range(1, 10))
    (tmp_path / "logo.svg").write_text(f"<!DOCTYPE svg [<!ENTITY e0 '{'x' * 50}'>{nested}]>{HEAD}&e9;</svg>")
    with pytest.raises(Unfit, match="no well-formed SVG"):
        check_logo(tmp_path / "logo.svg")


def test_a_folder_is_no_logo(tmp_path):
    (tmp_path / "logo.svg").mkdir()
    with pytest.raises(Unfit, match="there is no such file"):
        check_logo(tmp_path / "logo.svg")


def test_the_limit_is_what_the_message_says():
    assert LARGEST == 1e6
    assert len(picture("PNG", (1200, 1000))) > LARGEST
