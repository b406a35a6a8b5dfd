"""Parameters: read by style, judged by schema, and no others accepted."""

from __future__ import annotations

import json
import time
from typing import Any
from urllib.parse import quote

import pytest

from tests.conftest import Serve
from tests.tiny import JSON, Answer, ask, operation, parameter, reply

INTEGER, TEXT = {"type": "integer"}, {"type": "string"}
TEXTS = {"type": "array", "items": TEXT}
NUMBERS = {"type": "array", "items": INTEGER}


async def tell(accept: str, **values: Any) -> Any:
    return values


async def sent(
    serve: Serve, target: str, *parameters: Any, path: str = "/x", **headers: str
) -> Answer:
    """The answer to a request to an operation with these parameters: what its handler got."""
    found = operation("op", *parameters, replies={"200": reply(True)})
    service = serve({path: {"get": found}}, {"op": tell})
    return await ask(service, "GET", target, headers=headers)


async def query(serve: Serve, text: str, *parameters: Any) -> Any:
    answer = await sent(serve, f"/x?{text}", *parameters)
    return answer.json["query"] if answer.status == 200 else answer.codes


@pytest.mark.parametrize(
    ("schema", "text", "value"),
    [
        (INTEGER, "7", 7), (INTEGER, "-0", 0), (INTEGER, str(2**64), 2**64),
        ({"type": "number"}, "1.50", 1.5), ({"type": "number"}, "1e3", 1000.0),
        ({"type": "boolean"}, "true", True), ({"type": ["integer", "null"]}, "null", None),
        ({"type": ["integer", "null"]}, "", None), (TEXT, "", ""), (TEXT, "1", "1"),
        (TEXT, "a+b%2Bc%20d", "a b+c d"), (TEXT, "%00", "\0"), (TEXT, "a=b", "a=b"),
        ({}, "1", "1"), ({"enum": [1, 2]}, "2", 2), ({"const": "2"}, "2", "2"),
        ({"type": ["string", "integer"]}, "2", 2), ({"allOf": [INTEGER]}, "2", 2),
    ],
)  # fmt: skip
async def test_text_is_read_as_the_type_its_schema_asks_for(
    serve: Serve, schema: Any, text: str, value: Any
) -> None:
    found = await query(serve, f"p={text}", parameter("p", "query", schema))
    assert found == {"p": value}
    assert type(found["p"]) is type(value)


FEW_OR_TEXT = {"anyOf": [{**INTEGER, "maximum": 9}, {**TEXT, "maxLength": 2}]}


@pytest.mark.parametrize(("text", "value"), [("7", 7), ("12", "12"), ("%31%32", "12")])
@pytest.mark.parametrize("location", ["query", "path", "header", "cookie"])
async def test_a_number_that_is_not_allowed_may_be_meant_as_text(
    serve: Serve, location: str, text: str, value: Any
) -> None:
    declared = parameter("p", location, FEW_OR_TEXT)
    plain = text if location != "header" else text.replace("%31%32", "12")
    targets = {"query": f"/x?p={text}", "path": f"/x/{text}"}
    given = {"header": {"p": plain}, "cookie": {"cookie": f"p={text}"}}.get(location, {})
    path = "/x/{p}" if location == "path" else "/x"
    answer = await sent(serve, targets.get(location, "/x"), declared, path=path, **given)
    found = answer.json["query"]["p"] if location == "query" else answer.json["p"]
    assert (answer.status, found) == (200, value)


async def test_what_is_neither_the_number_nor_the_text_is_refused(serve: Serve) -> None:
    assert await query(serve, "p=123", parameter("p", "query", FEW_OR_TEXT)) == ["anyOf"]


@pytest.mark.parametrize("text", ["1_000", "%2B1", "+1", "1+", "0x1", "1.0", "1e1", "01", "%D9%A1",
                                  "", "null", "NaN", "--1", "a", "9" * 5000])  # fmt: skip
async def test_what_is_no_integer_is_refused(serve: Serve, text: str) -> None:
    assert await query(serve, f"p={text}", parameter("p", "query", INTEGER)) == ["type"]


@pytest.mark.parametrize(
    "text", ["1_0.0", "NaN", "Infinity", "-inf", "1e400", ".5", "5.", "", "1,5"]
)
async def test_what_is_no_number_is_refused(serve: Serve, text: str) -> None:
    assert await query(serve, f"p={text}", parameter("p", "query", {"type": "number"})) == ["type"]


@pytest.mark.parametrize("text", ["True", "1", "0", "yes", "", "on"])
async def test_what_is_no_boolean_is_refused(serve: Serve, text: str) -> None:
    assert await query(serve, f"p={text}", parameter("p", "query", {"type": "boolean"})) == ["type"]


@pytest.mark.parametrize(
    ("text", "codes"),
    [("nope=1", ["unknown"]), ("p=1&nope=1&also", ["unknown", "unknown"]),
     ("p=1&p=2", ["repeated"]), ("p=1&p=1", ["repeated"]), ("P=1", ["unknown"]),
     ("p[]=1", ["unknown"]), ("=1", ["unknown"]),
     ("p=%ff", ["malformed"]), ("%ff=1", ["malformed"]), ("p=a&p=b&q=1", ["unknown", "repeated"])],
)  # fmt: skip
async def test_unknown_repeated_and_malformed_pairs_are_refused(
    serve: Serve, text: str, codes: list[str]
) -> None:
    assert await query(serve, text, parameter("p", "query", TEXT)) == codes


async def test_raw_bytes_that_are_utf_8_are_read_as_such(serve: Serve) -> None:
    found = operation("op", parameter("p", "query", TEXT), replies={"200": reply(True)})
    service = serve({"/x": {"get": found}}, {"op": tell})
    answer = await ask(service, "GET", "/x?p=é")
    assert answer.json["query"] == {"p": "é"}
    answer = await ask(service, "GET", b"/x?p=\xe9")
    assert (answer.status, answer.codes) == (400, ["malformed"])


async def test_pairs_that_say_nothing_are_skipped(serve: Serve) -> None:
    assert await query(serve, "&&p=1&", parameter("p", "query", INTEGER)) == {"p": 1}


async def test_an_operation_without_parameters_refuses_any(serve: Serve) -> None:
    assert (await sent(serve, "/x?a=1")).codes == ["unknown"]
    assert (await sent(serve, "/x?")).status == 200


async def test_a_required_parameter_must_be_there(serve: Serve) -> None:
    wanted = [parameter(name, place, TEXT, required=True)
              for name, place in (("q", "query"), ("X-H", "header"), ("c", "cookie"))]  # fmt: skip
    answer = await sent(serve, "/x", *wanted)
    assert answer.status == 422
    assert [(e["in"], e["name"], e["code"]) for e in answer.json["errors"]] == [
        ("query", "q", "required"), ("header", "X-H", "required"), ("cookie", "c", "required"),
    ]  # fmt: skip


async def test_an_api_key_in_the_query_is_no_unknown_parameter(serve: Serve) -> None:
    schemes = {"key": {"type": "apiKey", "in": "query", "name": "key"}}
    service = serve({"/x": {"get": operation("op", replies={"200": reply(True)})}}, {"op": tell},
                    components={"securitySchemes": schemes})  # fmt: skip
    assert (await ask(service, "GET", "/x?key=1")).status == 200
    assert (await ask(service, "GET", "/x?other=1")).status == 422


async def test_many_wrong_parameters_are_refused_in_time_and_few_words(serve: Serve) -> None:
    started = time.perf_counter()
    answer = await sent(serve, "/x?" + "&".join(f"p{n}" for n in range(10_000)))
    assert (answer.status, len(answer.json["errors"])) == (422, 100)
    assert time.perf_counter() - started < 0.5


async def test_a_pattern_cannot_be_made_to_run_for_ever(serve: Serve) -> None:
    started = time.perf_counter()
    schema = {"type": "string", "pattern": "^(?=a)(a|aa)+$"}
    found = await query(serve, "p=" + "a" * 50_000 + "b", parameter("p", "query", schema))
    assert found == ["pattern"]
    assert time.perf_counter() - started < 1


# Styles, beyond what the suites of other libraries hold


@pytest.mark.parametrize(
    ("style", "text", "value"),
    [
        ({}, "p=a&p=b", ["a", "b"]), ({}, "p=a,b", ["a,b"]), ({}, "p=", [""]),
        ({}, "p=a%2Cb&p=c", ["a,b", "c"]),
        ({"explode": False}, "p=a,b", ["a", "b"]), ({"explode": False}, "p=a%2Cb,c", ["a,b", "c"]),
        ({"explode": False}, "p=a%2Cb", ["a", "b"]), ({"explode": False}, "p=a%2cb", ["a", "b"]),
        ({"explode": False}, "p=", []), ({"explode": False}, "p=a&p=b", ["repeated"]),
        ({"style": "pipeDelimited"}, "p=a|b", ["a", "b"]),
        ({"style": "pipeDelimited"}, "p=a%7Cb", ["a", "b"]),
        ({"style": "spaceDelimited"}, "p=a%20b", ["a", "b"]),
        ({"style": "spaceDelimited"}, "p=a+b", ["a", "b"]),
        ({"style": "pipeDelimited", "explode": True}, "p=a|b&p=c", ["a|b", "c"]),
    ],
)  # fmt: skip
async def test_lists_are_taken_apart_by_style(
    serve: Serve, style: Any, text: str, value: Any
) -> None:
    found = await query(serve, text, parameter("p", "query", TEXTS, **style))
    assert found == (value if value == ["repeated"] else {"p": value})


async def test_items_are_read_and_judged_each(serve: Serve) -> None:
    p = parameter("p", "query", NUMBERS)
    assert await query(serve, "p=1&p=2", p) == {"p": [1, 2]}
    answer = await sent(serve, "/x?p=1&p=a", p)
    error = answer.json["errors"][0]
    assert (error["name"], error["pointer"], error["code"]) == ("p", "/1", "type")


OBJECT = {
    "type": "object",
    "properties": {"a": INTEGER, "b": {"type": "object", "properties": {"c": INTEGER}},
                   "l": NUMBERS},
    "additionalProperties": False,
}  # fmt: skip
DEEP = parameter("p", "query", OBJECT, style="deepObject", explode=True)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("p[a]=1", {"p": {"a": 1}}),
        ("p%5Ba%5D=1", {"p": {"a": 1}}),
        ("p[b][c]=1&p[a]=2", {"p": {"b": {"c": 1}, "a": 2}}),
        ("p[l][1]=8&p[l][0]=7", {"p": {"l": [7, 8]}}),
        ("p[z]=1", ["additionalProperties"]),
        ("p[a]=x", ["type"]),
        ("p[a]=1&p[a]=2", ["malformed"]),
        ("p[a]=1&p[a][b]=2", ["malformed"]),
        ("p[l]=1", ["type"]),
        ("p[l][1]=8", ["malformed"]),
        ("p[l][0]=7&p[l][00]=8", ["malformed"]),
        ("p[l][]=7", ["malformed"]),
        ("p=1", ["unknown"]),
        ("p[=1", ["unknown"]),
        ("p[a=1", ["unknown"]),
        ("p[a]b=1", ["unknown"]),
        ("p[a]b[c]=1", ["unknown"]),
        ("p[" + "a][" * 3000 + "a]=1", ["malformed"]),
    ],
)
async def test_deep_objects(serve: Serve, text: str, found: Any) -> None:
    assert await query(serve, text, DEEP) == found


async def test_a_deep_object_may_have_an_unknown_member_that_its_schema_types(serve: Serve) -> None:
    schema = {"type": "object", "additionalProperties": NUMBERS}
    p = parameter("p", "query", schema, style="deepObject", explode=True)
    assert await query(serve, "p[x][0]=1", p) == {"p": {"x": [1]}}


async def test_a_spread_object_takes_its_own_members_only(serve: Serve) -> None:
    p = parameter("p", "query", {"type": "object", "properties": {"a": INTEGER, "b": TEXT}})
    q = parameter("q", "query", TEXT)
    assert await query(serve, "a=1&q=x&b=y", p, q) == {"p": {"a": 1, "b": "y"}, "q": "x"}
    assert await query(serve, "c=1", p, q) == ["unknown"]
    assert await query(serve, "a=1&a=2", p, q) == ["malformed"]


@pytest.mark.parametrize("schema", [{"type": "object", "additionalProperties": INTEGER},
                                    {"type": "object", "properties": {"a": TEXT},
                                     "additionalProperties": INTEGER}])  # fmt: skip
async def test_a_spread_object_that_is_open_takes_what_no_other_takes(
    serve: Serve, schema: Any
) -> None:
    p, q = parameter("p", "query", schema), parameter("q", "query", TEXT)
    assert await query(serve, "z=1&q=x", p, q) == {"p": {"z": 1}, "q": "x"}


async def test_a_parameter_may_be_a_json_document(serve: Serve) -> None:
    p = {"name": "p", "in": "query", "content": {JSON: {"schema": OBJECT}}}
    assert await query(serve, "p=" + quote('{"a": 1}'), p) == {"p": {"a": 1}}
    assert await query(serve, "p=" + quote('{"a": "x"}'), p) == ["type"]
    for text in ("{", "NaN", '{"a": 1e999}', "[" * 300 + "]" * 300, "[" * 65 + "]" * 65):
        assert await query(serve, "p=" + quote(text), p) == ["malformed"]
    assert await query(serve, "p=1&p=2", p) == ["repeated"]


async def test_a_document_may_stand_in_a_path_a_header_and_a_cookie(serve: Serve) -> None:
    def p(name: str, place: str) -> Any:
        content = {JSON: {"schema": NUMBERS}}
        return {"name": name, "in": place, "required": True, "content": content}

    wanted = (p("a", "path"), p("B", "header"), p("c", "cookie"))
    answer = await sent(serve, f"/{quote('[1,2]')}", *wanted, path="/{a}", B="[3, 4]",
                        Cookie=f"c={quote('[5]')}")  # fmt: skip
    assert answer.json == {"a": [1, 2], "b": [3, 4], "c": [5]}


# Headers and cookies


async def test_header_names_have_no_case(serve: Serve) -> None:
    p = parameter("X-Limit", "header", INTEGER)
    assert (await sent(serve, "/x", p, **{"x-LIMIT": "5"})).json == {"x_limit": 5}


@pytest.mark.parametrize("text", ["a,b", "a, b", " a ,b", "a,\tb"])
async def test_a_list_in_a_header_may_have_spaces(serve: Serve, text: str) -> None:
    assert (await sent(serve, "/x", parameter("L", "header", TEXTS), L=text)).json == {
        "l": ["a", "b"]
    }


async def test_a_header_sent_twice_is_one_list(serve: Serve) -> None:
    found = operation("op", parameter("L", "header", TEXTS), replies={"200": reply(True)})
    service = serve({"/x": {"get": found}}, {"op": tell})
    answer = await ask(service, "GET", "/x", headers=[("L", "a"), ("l", "b"), ("L", "c")])
    assert answer.json == {"l": ["a", "b", "c"]}


async def test_header_text_is_not_percent_decoded(serve: Serve) -> None:
    p = parameter("H", "header", TEXT)
    assert (await sent(serve, "/x", p, H="a%20b")).json == {"h": "a%20b"}
    assert (await sent(serve, "/x", p, H="")).json == {"h": ""}


async def test_header_text_is_utf_8_or_else_latin_1(serve: Serve) -> None:
    p = parameter("H", "header", TEXT)
    assert (await sent(serve, "/x", p, H="é")).json == {"h": "é"}
    assert (await sent(serve, "/x", p, H="é".encode().decode("latin-1"))).json == {"h": "é"}


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("a=1", {"a": 1}), ("b=x; a=1", {"a": 1, "b": "x"}), ("a=1;b=x", {"a": 1, "b": "x"}),
        ('b="x y"; a=1', {"a": 1, "b": "x y"}), ("b=%C3%A9%3B", {"b": "é;"}),
        ("b=x=y==", {"b": "x=y=="}), ("other{}=@[]; a=1; $Version=1", {"a": 1}),
        ("a=1; a=2", {"a": 1}), ("b=", {"b": ""}), ("a", {}), ("", {}),
        ("l=1,2%2C3", {"l": ["1", "2,3"]}),
    ],
)  # fmt: skip
async def test_cookies(serve: Serve, header: str, found: Any) -> None:
    wanted = [parameter("a", "cookie", INTEGER), parameter("b", "cookie", TEXT),
              parameter("l", "cookie", TEXTS, explode=False)]  # fmt: skip
    assert (await sent(serve, "/x", *wanted, Cookie=header)).json == found


@pytest.mark.parametrize(("header", "status"), [("a=x", 422), ("a=%ff", 400)])
async def test_wrong_cookies_are_refused(serve: Serve, header: str, status: int) -> None:
    answer = await sent(serve, "/x", parameter("a", "cookie", INTEGER), Cookie=header)
    assert (answer.status, answer.json["errors"][0]["in"]) == (status, "cookie")


async def test_a_handler_is_given_only_what_it_asks_for(serve: Serve) -> None:
    async def none() -> None:
        return None

    wanted = [parameter("a", "header", TEXT), parameter("b", "cookie", TEXT),
              parameter("c", "query", TEXT), parameter("d", "path", TEXT)]  # fmt: skip
    service = serve({"/{d}": {"get": operation("op", *wanted)}}, {"op": none})
    answer = await ask(service, "GET", "/x?c=1", headers={"a": "1", "Cookie": "b=2"})
    assert answer.status == 204


async def test_a_style_that_is_not_of_its_place_is_read_as_that_places_own(serve: Serve) -> None:
    p = parameter("h", "header", TEXTS, style="nonsense")
    assert (await sent(serve, "/x", p, h="a,b")).json == {"h": ["a", "b"]}


async def test_all_that_is_wrong_is_told_at_once(serve: Serve) -> None:
    wanted = [parameter("i", "path", INTEGER), parameter("H", "header", INTEGER)]
    answer = await sent(serve, "/a?z=1", *wanted, path="/{i}", H="b")
    assert [(e["in"], e["name"]) for e in answer.json["errors"]] == [
        ("path", "i"), ("query", "z"), ("header", "H"),
    ]  # fmt: skip
    assert json.loads(answer.body)["detail"].startswith("i: ")
