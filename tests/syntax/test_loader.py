"""What lies at a path, and what it imports."""

from pathlib import Path

import pytest

from flowc import syntax
from flowc.syntax.loader import LARGEST

STEP = "step a { -> hangup }\n"


def codes(path: Path) -> list[str]:
    return [d.code for d in syntax.load(str(path)).diagnostics]


def write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / f"{name}.flow").write_text(text, encoding="utf-8")
    return folder / "main.flow"


def test_imports_are_read_once_in_order_beside_the_file_that_names_them(tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts/hours.flow").write_text('import "../more.flow"\n', encoding="utf-8")
    main = write(tmp_path, main='import "parts/hours.flow"\nimport "more.flow"\n', more=STEP)
    loaded = syntax.load(str(main))
    assert not loaded.diagnostics
    names = [file.path.removeprefix(f"{tmp_path}/") for file in loaded.files]
    assert names == ["main.flow", "parts/hours.flow", "more.flow"]
    assert [file.path for file in loaded.files] == list(loaded.sources)


def test_a_missing_import_offers_the_nearest_file(tmp_path: Path) -> None:
    main = write(tmp_path, main=f'import "huors.flow"\n{STEP}', hours=STEP)
    loaded = syntax.load(str(main))
    assert [(d.code, d.help) for d in loaded.diagnostics] == [
        ("F025", "did you mean `hours.flow`?")
    ]
    assert len(loaded.files[0].items) == 2


@pytest.mark.parametrize("name", ["/etc/passwd", "http://x/y.flow", "", "a\\u0000b"])
def test_an_import_stays_beside_its_file(tmp_path: Path, name: str) -> None:
    assert "F025" in codes(write(tmp_path, main=f'import "{name}"\n'))


def test_cycles_of_imports_are_told_once(tmp_path: Path) -> None:
    main = write(tmp_path, main='import "b.flow"', b='import "c.flow"', c='import "b.flow"')
    loaded = syntax.load(str(main))
    assert [d.code for d in loaded.diagnostics] == ["F026"]
    assert loaded.diagnostics[0].primary.span.path.endswith("c.flow")
    assert codes(write(tmp_path, main='import "main.flow"')) == ["F026"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\x89PNG\r\n\x1a\n\xff\x00", "not UTF-8: line 1 holds the byte 0x89"),
        (b"step a {\n\xe9 }", "not UTF-8: line 2"),
        ("step a {}".encode("utf-16"), "UTF-16"),
        (b"step a {\n\n\0}", "zero byte"),
        (b"x" * 10_000_000, "more than 4 MB"),
    ],
    ids=["picture", "latin-1", "utf-16", "zero", "10 MB"],
)
def test_what_is_no_text_is_named(tmp_path: Path, data: bytes, words: str) -> None:
    path = tmp_path / "main.flow"
    path.write_bytes(data)
    loaded = syntax.load(str(path))
    assert [d.code for d in loaded.diagnostics] == ["F024"]
    assert words in loaded.diagnostics[0].message
    assert not loaded.files


def test_the_largest_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "main.flow"
    path.write_bytes(STEP.encode() + b"//" + b"x" * (LARGEST - len(STEP) - 2))
    assert len(syntax.load(str(path)).files) == 1


def test_folders_and_missing_files_are_no_files(tmp_path: Path) -> None:
    assert codes(tmp_path) == ["F024"]
    assert codes(tmp_path / "none.flow") == ["F024"]
    assert codes(write(tmp_path, main='import "."\n')) == ["F024"]


def test_a_mark_of_byte_order_and_windows_line_ends_are_fine(tmp_path: Path) -> None:
    path = tmp_path / "main.flow"
    path.write_bytes(b"\xef\xbb\xbf// hello\r\nstep a {\r\n  -> hangup }\r\n")
    loaded = syntax.load(str(path))
    assert not loaded.diagnostics
    assert loaded.files[0].comments[0].text == "// hello"
