"""What a service replies is read for certain, or has failed: whatever the bytes are."""

import json
from typing import Any

import pytest
from hypothesis import given, strategies as st

from flowc.semantics import ir
from flowc.semantics.fitting import fitting
from flowc.semantics.replies import DEEPEST, LARGEST, LONGEST, read
from flowc.semantics.requests import Gap, request

KINDS: dict[str, ir.Type] = {
    kind: ir.Type(kind, {"one-of": ("gold", "bronze"), "money": ("EUR",)}.get(kind, ()))
    for kind in (
        "money",
        "text",
        "digits",
        "number",
        "phone-number",
        "date",
        "time",
        "yes-no",
        "one-of",
        "language",
    )
}
LANGUAGES = ("en", "lt")


def field(kind: str, *path: str | int, default: ir.Value | None = None) -> ir.Field:
    type_ = KINDS[kind]
    const = None if default is None else ir.Const(default, type_)
    return ir.Field(ir.Var("x", type_), path or ("x",), const)


def one(kind: str, reply: Any, status: int | None = 200) -> Any:
    """What is read of a reply whose field `x` holds this; the outcome if that is not found."""
    body = json.dumps({"x": reply}).encode()
    outcome, values = read((field(kind),), LANGUAGES, status, body)
    return values[0] if outcome == "found" else outcome


@pytest.mark.parametrize(
    ("kind", "reply", "value"),
    [
        ("text", "Ona ąčę", "Ona ąčę"),
        ("text", "x" * LONGEST, "x" * LONGEST),
        ("digits", "0042", "0042"),
        ("digits", 42, "42"),
        ("number", 42, 42),
        ("number", -42, -42),
        ("number", "42", 42),
        ("phone-number", "+37061234567", "+37061234567"),
        *(("money", reply, "1234567.89") for reply in (1234567.89, "1234567.89", "01234567.890")),
        *(("money", reply, "0.00") for reply in (0, 0.0, -0.0, "-0.00", "0")),
        *(("money", reply, "-12.50") for reply in (-12.5, "-12.5", "-12.50")),
        *(("money", reply, "0.01") for reply in (0.01, "0.01")),
        ("money", 999_999_999.99, "999999999.99"),
        ("date", "2028-02-29", "2028-02-29"),
        ("time", "23:59", "23:59"),
        ("yes-no", True, "yes"),
        ("yes-no", False, "no"),
        ("yes-no", "yes", "yes"),
        ("one-of", "gold", "gold"),
        ("language", "lt", "lt"),
    ],
    ids=lambda x: repr(x)[:20],
)
def test_a_field_of_its_type_is_read(kind: str, reply: Any, value: ir.Value) -> None:
    got = one(kind, reply)
    assert (got, type(got)) == (value, type(value))


@pytest.mark.parametrize(
    ("kind", "reply"),
    [
        ("text", ""),
        ("text", "x" * (LONGEST + 1)),
        ("text", "two\nlines"),
        ("text", "a\x00b"),
        ("text", "\x9b2J"),
        ("text", "\u2028"),
        ("text", "\ud800"),
        ("text", 5),
        ("text", ["a"]),
        ("text", {"a": 1}),
        ("digits", -5),
        ("digits", "٣"),
        ("digits", "1 2"),
        ("number", 1.0),
        ("number", 1.5),
        ("number", 10**15),
        ("number", "1e3"),
        ("number", True),
        ("number", " 5"),
        ("phone-number", 37061234567),
        ("phone-number", "+370 612"),
        *(
            ("money", reply)
            for reply in (0.125, "1e2", 10**9, -(10**9), "1.", ".5", "1,50", True, "")
        ),
        *(("money", reply) for reply in ("EUR 5", "5;", "12.50\n", "٣", [1], 1e22)),
        ("date", "2027-02-29"),
        ("time", "24:00"),
        ("yes-no", 1),
        ("yes-no", "true"),
        ("one-of", "silver"),
        ("one-of", "Gold"),
        ("language", "de"),
    ],
    ids=lambda x: repr(x)[:20],
)
def test_a_field_of_another_type_has_failed(kind: str, reply: Any) -> None:
    assert one(kind, reply) == "failed"


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (200, "gold"),
        (299, "gold"),
        (204, "failed"),
        (404, "not-found"),
        (401, "refused"),
        (403, "refused"),
        (None, "failed"),
        (199, "failed"),
        (301, "failed"),
        (400, "failed"),
        (500, "failed"),
    ],
)
def test_the_status_decides_first(status: int | None, outcome: str) -> None:
    assert one("one-of", "gold", status) == outcome


DEEP = b"[" * 100_000
GOOD = b'{"x": "gold"}'


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html></html>",
        b"\xff\xfe",
        b"\xef\xbb\xbf" + GOOD,
        GOOD.decode().encode("utf-16"),
        b'{"x": "gold", "x": "gold"}',
        b'{"x": "gold", "y": NaN}',
        b'{"x": "gold", "y": -Infinity}',
        b'{"x": "gold", "y": ' + b"9" * 5000 + b"}",
        b'{"x": "gold"} {}',
        DEEP,
        b'{"x": "gold", "y": ' + b"[" * DEEPEST + b"]" * DEEPEST + b"}",
        GOOD + b" " * LARGEST,
    ],
    ids=lambda x: repr(x)[:40],
)
def test_what_is_no_json_for_everybody_has_failed(body: bytes) -> None:
    assert read((field("one-of"),), LANGUAGES, 200, body) == ("failed", ())


def test_brackets_within_a_text_are_no_depth() -> None:
    body = json.dumps({"x": "gold", "y": '"[' * 1000}).encode()
    assert read((field("one-of"),), LANGUAGES, 200, body) == ("found", ("gold",))


def test_a_reply_may_be_as_large_as_it_says() -> None:
    body = GOOD + b" " * (LARGEST - len(GOOD))
    assert read((field("one-of"),), LANGUAGES, 200, body) == ("found", ("gold",))


def test_a_field_stands_where_its_path_says() -> None:
    body = b'{"a": {"b": [{"c": 1}, {"c": 2}]}}'
    assert read((field("number", "a", "b", 1, "c"),), (), 200, body) == ("found", (2,))
    for path in (("a", "b", 2, "c"), ("a", 0), ("b",), ("a", "b", "c"), ("a", "b", 0, "c", "d")):
        assert read((field("number", *path),), (), 200, body) == ("failed", ())
        assert read((field("number", *path, default=7),), (), 200, body) == ("found", (7,))


def test_a_default_stands_for_null_and_not_for_another_type() -> None:
    both = (field("number", "x", default=7),)
    assert read(both, (), 200, b'{"x": null}') == ("found", (7,))
    assert read(both, (), 200, b'{"x": "many"}') == ("failed", ())


def test_one_bad_field_is_enough() -> None:
    both = (field("number", "a"), field("number", "b"))
    assert read(both, (), 200, b'{"a": 1, "b": "x"}') == ("failed", ())


def test_where_nothing_is_read_the_body_is_not_looked_at() -> None:
    assert read((), (), 204, b"") == ("found", ())
    assert read((), (), 200, b"\xff" * (LARGEST + 1)) == ("found", ())


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(
    st.sampled_from(sorted(KINDS)),
    st.none() | st.integers(),
    st.binary() | JSON.map(lambda x: json.dumps({"x": x}).encode()),
)
def test_whatever_comes_gives_values_of_the_type_or_none(
    kind: str, status: int | None, body: bytes
) -> None:
    outcome, values = read((field(kind),), LANGUAGES, status, body)
    assert (outcome == "found") is (len(values) == 1)
    for value in values:
        assert fitting(value, KINDS[kind], LANGUAGES) == value
        assert isinstance(value, int) or (value.isprintable() and len(value) <= LONGEST)


# ---- what is asked ------------------------------------------------------------------------------


def test_a_value_is_one_segment_whatever_it_holds() -> None:
    asked = request("get", ("/c/", Gap("a/../b?x=1#é %"), "/y"), [("n", 5, "number")])
    assert asked is not None
    assert asked.path == "/c/a%2F..%2Fb%3Fx%3D1%23%C3%A9%20%25/y?n=5"
    assert asked.plain == "/c/a/../b?x=1#é %/y"
    assert asked.body == ""


@pytest.mark.parametrize("value", ["", None, ".", ".."])
def test_nothing_is_asked_without_a_value_or_with_one_that_leads_elsewhere(
    value: str | None,
) -> None:
    assert request("get", ("/c/", Gap(value), "/y"), []) is None


def test_a_body_holds_values_of_their_types() -> None:
    sends: list[tuple[str, ir.Value, ir.TypeKind]] = [
        *(("a", 5, "number"), ("b", "05", "digits"), ("c", "yes", "yes-no"), ("d", 'q"', "text")),
        *(("e", "1234567.89", "money"), ("f", "-0.01", "money"), ("g", "5.00", "money")),
    ]
    asked = request("post", ("/calls",), sends)
    assert asked is not None
    assert asked.path == "/calls"
    assert json.loads(asked.body) == {"a": 5, "b": "05", "c": True, "d": 'q"'} | {
        "e": 1234567.89,
        "f": -0.01,
        "g": 5,
    }


@given(st.text(), st.text())
def test_whatever_is_asked_is_one_line_of_plain_signs(value: str, sent: str) -> None:
    asked = request("get", ("/c/", Gap(value)), [("n", sent, "text")])
    if asked is None:
        assert value in {"", ".", ".."}
    else:
        assert asked.path.isascii()
        assert asked.path.isprintable()
        assert asked.path.count("/") == 2
        assert asked.path.count("?") == 1
        assert not set(' #"') & set(asked.path)
