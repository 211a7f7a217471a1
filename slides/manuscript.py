r"""All words of the slides as one Markdown file, for an editor, a spell-checker or a translator; and back.

A heading names a scene, a slide of it or one of its words; what follows stands as it is, but for a line that would be a
heading: ``\#``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from recording.errors import InputError
from recording.whole import whole, write_whole
from slides.rewrite import rewrite
from slides.script import (
    CITED,
    CONTROL,
    DEFAULT_LANGUAGE,
    MAY_BE_EMPTY,
    SLIDE_KEYS,
    Lecture,
    Slide,
    _show,
    load_lecture,
    load_script,
    load_sources,
    nearest,
    script_path,
)

KEYS = SLIDE_KEYS[1:]  # the words of a slide
IN_THE_PICTURE = ("title", "source")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
DECLARED = re.compile(r"language: (\S+)")
HEADING = re.compile(r"(#{1,3})[ \t]+(\S+)[ \t]*")
ABOUT = r"""<!--
language: {language}

All words of the slides. Edit them, then put them back with: ./run script import FILE

Leave the headings as they are. What stands below a heading is taken as it is, Markdown or not; only a line of words
that begins with # has to begin with \#.

title   above the picture, and
source  below it: one line each; a source may be empty
say     what is said, a paragraph for each step of the slide: leave as many, with an empty line between them
notes   for the lecturer alone; may be empty
alt     what is seen, for those who do not see it

Line breaks inside a paragraph mean nothing. Names like {{query}} are filled in by the scene, [hahn2020] names a work of
slides/sources.toml: leave both as they are. Not in here, but in files beside the scripts: the words in pictures
(words.toml) and the page of objections at the end (reference.toml).{translate}
-->
"""
TRANSLATE = f"""

Slides marked “{DEFAULT_LANGUAGE}” have no words in this language yet. Those that are left as they are stay so."""
MARK = f"<!-- {DEFAULT_LANGUAGE} -->"


@dataclass(frozen=True)
class _Scene:
    """The words of a scene as they are written, citations too, in the order of the slides."""

    name: str
    path: Path
    slides: Mapping[str, Slide]
    english: Mapping[str, Slide]
    lacking: frozenset[str]  # ids of slides that are English for want of another language's words


@dataclass
class _Heading:
    """A heading of the file, in its line, and the words below those of a slide, each with the line of its own."""

    name: str
    line: int
    words: dict[str, tuple[int, list[str]]] = field(default_factory=dict)


@dataclass(frozen=True)
class _Given:
    """The language of a file, what it says otherwise than the scripts, by slide and key, and remarks on that."""

    language: str
    changes: Sequence[tuple[_Scene, Mapping[str, Mapping[str, str]]]]
    remarks: Sequence[str]


def export_words(file: Path, language: str | None = None, root: Path | None = None) -> str:
    """Write all words of the lecture in ``root`` to a Markdown file; returns what to say of it.

    What the language lacks is in English. Raises InputError for a mistake in the words, and where the file holds other
    words already, which may not have been imported yet.
    """
    lecture = load_lecture(root)
    language = _known(language or lecture.language)
    scenes = _scenes(lecture, language)
    translated = language != DEFAULT_LANGUAGE
    parts = [ABOUT.format(language=language, translate=TRANSLATE if translated else "")]
    for scene in scenes:
        parts.append(f"\n# {scene.name}\n")
        for slide in scene.slides.values():
            parts.append(f"\n## {scene.name}/{slide.id}\n" + f"{MARK}\n" * (slide.id in scene.lacking))
            for key in KEYS:
                words = re.sub(r"^(\\*#)", r"\\\1", getattr(slide, key), flags=re.MULTILINE)
                parts.append(f"\n### {key}\n" + (f"\n{words}\n" if words else ""))
    content = "".join(parts).encode()
    try:
        if file.exists() and file.read_bytes() != content and not _is_imported(file, lecture):
            raise InputError(
                f"{_show(file)} holds other words, which would be lost; import them, remove the file, or name another"
            )
        write_whole(file, content)
    except OSError as error:
        raise InputError(f"{_show(file)} cannot be written: {error.strerror}") from None
    count, lacking = sum(len(scene.slides) for scene in scenes), sum(len(scene.lacking) for scene in scenes)
    told = f"; {lacking} of them have no words in {language!r} yet and are in English" if lacking else ""
    return f"{_show(file)} has the words of {count} slides{told}"


def import_words(file: Path, language: str | None = None, root: Path | None = None) -> str:
    """Write the words of such a file back into the scripts of its language; returns what changed.

    Only values that changed are written, and of another language only slides that differ from English. Raises
    InputError for the first mistake, and then nothing is written.
    """
    lecture = load_lecture(root)
    given = _compare(file, language, lecture)
    written: dict[Path, str] = {}
    for scene, words in given.changes:
        kept = {slide: {key: getattr(scene.slides[slide], key) for key in KEYS} for slide in scene.lacking}
        new = {slide: {**kept.get(slide, {}), **changed} for slide, changed in words.items()}
        before = scene.path.read_bytes().decode() if scene.path.is_file() else ""
        try:
            written[scene.path] = rewrite(before, new, list(scene.slides))
        except ValueError as error:
            raise InputError(
                f'{_show(scene.path)}: {error} than [[slide]] and key = "text"; write it so, then import again'
            ) from None
    try:
        with ExitStack() as all_or_none:
            for path, text in written.items():
                all_or_none.enter_context(whole(path)).write_bytes(text.encode())
    except OSError as error:
        raise InputError(f"the scripts cannot be written: {error}") from None
    told = [
        f"{scene.name}/{slide} ({', '.join(changed)})"
        for scene, words in given.changes
        for slide, changed in words.items()
    ]
    if not told:
        return "nothing has changed"
    count = f"{len(told)} slide{'s' * (len(told) != 1)} changed in {given.language!r}"
    return "\n".join([f"{count}: {', '.join(told)}", *given.remarks])


def _compare(file: Path, language: str | None, lecture: Lecture) -> _Given:
    """Read the file beside the scripts. Raises InputError for the first mistake in either."""
    headings, language = _read(file, language)
    scenes = _scenes(lecture, language)
    _check_headings(headings, scenes, file)
    sources = load_sources(lecture.root)
    by_name = {heading.name: heading for heading in headings}
    changes: list[tuple[_Scene, dict[str, dict[str, str]]]] = []
    remarks: list[str] = []
    for scene in scenes:
        new: dict[str, dict[str, str]] = {}
        for slide in scene.slides.values():
            heading = by_name[f"{scene.name}/{slide.id}"]
            words = {key: _checked(key, heading, sources, file) for key in KEYS}
            changed = {key: text for key, text in words.items() if _folded(text) != _folded(getattr(slide, key))}
            if changed:
                new[slide.id] = changed
            if "say" in changed:
                remarks += _check_steps(heading, scene.english[slide.id], slide, language, file)
        if new:
            changes.append((scene, new))
    return _Given(language, changes, remarks)


def _is_imported(file: Path, lecture: Lecture) -> bool:
    """Whether the scripts have all words of the file already."""
    try:
        return not _compare(file, None, lecture).changes
    except InputError:
        return False


def _known(language: str) -> str:
    if not LANGUAGE.fullmatch(language):
        raise InputError(f"{language!r} is no language; give its code, such as de or pt-BR")
    return language


def _scenes(lecture: Lecture, language: str) -> list[_Scene]:
    """The words of all scenes in running order."""
    scenes = []
    for scene in (scene for part in lecture.parts for scene in part.scenes):
        load_script(lecture.root, scene, language)  # finds what is wrong with the words
        path = script_path(lecture.root, scene, language)
        english = _raw(script_path(lecture.root, scene, DEFAULT_LANGUAGE), scene)
        own = english if language == DEFAULT_LANGUAGE else _raw(path, scene) if path.is_file() else {}
        slides = {slide_id: own.get(slide_id, slide) for slide_id, slide in english.items()}
        scenes.append(_Scene(scene, path, slides, english, frozenset(english.keys() - own.keys())))
    return scenes


def _raw(path: Path, scene: str) -> dict[str, Slide]:
    """The slides of a script that is valid, citations as keys."""
    entries = tomllib.loads(path.read_text(encoding="utf-8-sig"))["slide"]
    return {entry["id"]: Slide(scene, **{key: entry[key].strip() for key in SLIDE_KEYS}) for entry in entries}


def _wrong(file: Path, line: int, why: str) -> InputError:
    return InputError(f"{_show(file)}: line {line}: {why}")


def _read(file: Path, language: str | None) -> tuple[list[_Heading], str]:
    """The headings of scenes and slides in the file, with the words below them, and the language, which it tells."""
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise InputError(f"{_show(file)} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise InputError(f"{_show(file)}: the file is not UTF-8 text; save it as UTF-8") from None
    headings: list[_Heading] = []
    below: list[str] | None = None
    comment = False
    declared: tuple[int, str] | None = None
    for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        if found := CONTROL.search(line):
            raise _wrong(file, number, f"there is the control character U+{ord(found[0]):04X}; take it out")
        if line.startswith("#"):
            heading = HEADING.fullmatch(line)
            if not heading:
                raise _wrong(file, number, f"{line!r} is no heading of such a file; words that begin with # need a \\#")
            level, name = len(heading[1]), heading[2]
            comment, below = False, None
            if level < 3:
                headings.append(_Heading(name, number))
            else:
                below = _begin(name, number, headings, file)
        elif below is not None:
            below.append(re.sub(r"^\\(\\*#)", r"\1", line))
        elif comment or line.lstrip().startswith("<!--"):
            comment = "-->" not in line
            if not headings and (told := DECLARED.fullmatch(line.strip())):
                declared = number, told[1]
        elif line.strip():
            raise _wrong(file, number, f"{_short(line)} stands below no ### heading; put it where it belongs")
    if not declared and not language:
        raise _wrong(file, 1, "the comment with “language: …” is gone; put it back, or give --language")
    if declared and language and declared[1] != language:
        raise _wrong(file, declared[0], f"the words are in {declared[1]!r}, and --language says {language!r}")
    return headings, _known(declared[1] if declared else str(language))


def _begin(key: str, number: int, headings: Sequence[_Heading], file: Path) -> list[str]:
    """The lines below a heading of words, which begin here."""
    if not headings or "/" not in headings[-1].name:
        raise _wrong(file, number, f"### {key} stands below no slide; put it below a heading such as ## claim/picture")
    slide = headings[-1]
    if key not in KEYS:
        raise _wrong(
            file, number, f"### {key} is not known in {slide.name}{nearest(key, KEYS)}; there is {', '.join(KEYS)}"
        )
    if key in slide.words:
        raise _wrong(
            file,
            number,
            f"### {key} of {slide.name} stands in line {slide.words[key][0]} already; "
            "keep one, or put back the heading of the slide that begins here",
        )
    lines: list[str] = []
    slide.words[key] = number, lines
    return lines


def _check_headings(headings: Sequence[_Heading], scenes: Sequence[_Scene], file: Path) -> None:
    """Raise InputError unless the headings are those of all scenes and slides, in their order, with all words."""
    expected = [name for scene in scenes for name in (scene.name, *(f"{scene.name}/{one}" for one in scene.slides))]
    lines: dict[str, int] = {}
    for heading in headings:
        if heading.name not in expected:
            kind = "slide" if "/" in heading.name else "scene"
            near = nearest(heading.name, expected)
            raise _wrong(
                file, heading.line, f"there is no {kind} {heading.name!r}{near}; leave the headings as they are"
            )
        if heading.name in lines:
            raise _wrong(file, heading.line, f"{heading.name} stands in line {lines[heading.name]} already; keep one")
        lines[heading.name] = heading.line
        if "/" in heading.name and (lost := [key for key in KEYS if key not in heading.words]):
            raise _wrong(file, heading.line, f"{heading.name} has lost its ### {lost[0]}; put it back")
    for number, name in enumerate(expected):
        after = headings[number] if number < len(headings) else None
        if name not in lines:
            line, where = (after.line, "before") if after else (max(lines.values(), default=1), "below")
            raise _wrong(file, line, f"{name} is lost {where} this line; put it back, from a new export if need be")
        if after and after.name != name:
            raise _wrong(file, after.line, f"{after.name} stands where {name} belongs; leave the order as it is")


def _checked(key: str, slide: _Heading, sources: Mapping[str, object], file: Path) -> str:
    """The words below a heading. Raises InputError where they cannot be used."""
    line, lines = slide.words[key]
    words = "\n".join(lines).strip()
    if not words and key not in MAY_BE_EMPTY:
        raise _wrong(file, line, f"{key} of {slide.name} is empty; write it")
    if key in IN_THE_PICTURE:
        words = _folded(words)
        if "\n" in words:
            raise _wrong(file, line, f"{key} of {slide.name} has more than one paragraph; make it one line")
    for cited in CITED.findall(words) if key == "source" else ():
        if cited not in sources:
            raise _wrong(file, line, f"[{cited}] is not in sources.toml{nearest(cited, sources)}; add it there")
    return words


def _check_steps(heading: _Heading, english: Slide, before: Slide, language: str, file: Path) -> Iterator[str]:
    """Compare the number of paragraphs that are said: a translation has those of the English, or it is an InputError;
    the English has those of the scene's steps, which are not known here, so that a change is a remark.
    """
    line, lines = heading.words["say"]
    said, wanted = len(_folded("\n".join(lines)).split("\n\n")), len(english.paragraphs)
    if language != DEFAULT_LANGUAGE and said != wanted:
        raise _wrong(
            file, line, f"say of {heading.name} has {said} paragraphs, and {wanted} in English; write one for each step"
        )
    if said != len(before.paragraphs):
        yield f"{heading.name} has {said} paragraphs now, not {len(before.paragraphs)}: the scene needs as many steps"


def _folded(words: str) -> str:
    """Words without the line breaks and spaces that mean nothing."""
    paragraphs = re.split(r"\n\s*\n", words.strip())
    return "\n\n".join(re.sub(r"[ \t\n]+", " ", paragraph).strip(" ") for paragraph in paragraphs)


def _short(line: str) -> str:
    return repr(line if len(line) <= 40 else f"{line[:39]}…")
