"""What the fuzzer calls a failure and the contract does not."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from tenon.contract import Contract
from tenon.fuzz.verdicts import Verdicts, implied
from tenon.runtime.judge import Judge
from tests.tiny import body, contract, operation, parameter, reply

FORM = "application/x-www-form-urlencoded"
PET = {
    "type": "object",
    "required": ["photos"],
    "properties": {"photos": {"type": "array", "items": {"type": "string"}}},
}


class AcceptedNegativeData:
    pass


class RejectedPositiveData:
    pass


class UndefinedStatusCode:
    pass


class IgnoredAuth:
    def __init__(self, scenario: str) -> None:
        self.scenario = scenario


def pets(media_type: str = FORM) -> Contract:
    return contract({"/pets": {"post": operation("add", body=body(PET, media_type))}})


def stands(
    failure: Any,
    sent: Any,
    media_type: str = FORM,
    where: str = "",
    mock: bool = False,
    **more: Any,
) -> bool:
    made = pets(media_type)
    phase = SimpleNamespace(parameter_location=SimpleNamespace(value=where), **more)
    case = SimpleNamespace(
        body=sent,
        media_type=media_type,
        meta=SimpleNamespace(phase=SimpleNamespace(data=phase)),
    )
    verdicts = Verdicts(made, Judge(made.schemas), {}, mock=mock)
    response = SimpleNamespace(status_code=422)
    return verdicts.stands(failure, made.operation("add"), case, response)


@pytest.mark.parametrize("photos", ["a", True, ["a", 1]])
def test_in_a_form_one_item_is_a_list_and_anything_is_text(photos: Any) -> None:
    assert not stands(AcceptedNegativeData(), {"photos": photos}, where="body")


def test_a_form_without_a_required_member_is_bad() -> None:
    assert stands(AcceptedNegativeData(), {"name": "a"}, where="body")


def test_a_json_body_is_what_the_fuzzer_says() -> None:
    assert stands(AcceptedNegativeData(), {"photos": "a"}, "application/json", where="body")


def test_nothing_says_what_the_text_of_xml_must_be() -> None:
    assert not stands(AcceptedNegativeData(), "<a/>", "application/xml", where="body")


@pytest.mark.parametrize(
    "sent",
    [{"photos": []}, {"photos": ["a"], "x": ["b", "c"]}, {"photos": ["a"], "x": {"b": 1}}],
    ids=["no item", "an undeclared list", "an undeclared object"],
)
def test_what_a_form_cannot_say_may_be_refused(sent: Any) -> None:
    assert not stands(RejectedPositiveData(), sent)


def test_what_a_form_can_say_may_not_be_refused() -> None:
    assert stands(RejectedPositiveData(), {"photos": ["a", "b"], "x": "c"})


def test_an_empty_text_is_no_body_and_may_be_refused_except_in_json() -> None:
    assert not stands(RejectedPositiveData(), "", "image/png")
    assert stands(RejectedPositiveData(), "", "application/json")
    assert stands(RejectedPositiveData(), "a", "image/png")


def test_to_a_mock_a_key_that_was_made_up_may_be_one_and_an_invalid_one_may_not() -> None:
    assert not stands(IgnoredAuth("generated_auth"), {}, mock=True)
    assert stands(IgnoredAuth("invalid_auth"), {}, mock=True)
    assert stands(IgnoredAuth("generated_auth"), {})


def test_a_mock_may_refuse_what_its_contract_only_implies() -> None:
    assert not stands(UndefinedStatusCode(), {}, mock=True)
    assert stands(UndefinedStatusCode(), {})


def test_each_refusal_is_implied_by_what_the_operation_declares() -> None:
    made = contract(
        {
            "/plain": {"get": operation("plain")},
            "/pets": {"post": operation("add", body=body(PET))},
            "/pets/{id}": {
                "get": operation(
                    "read",
                    parameter("id", "path"),
                    replies={"200": reply(True)},
                    security=[{"key": []}],
                )
            },
        },
        components={"securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "k"}}},
    )
    assert implied(made.operation("plain")) == set()
    assert implied(made.operation("add")) == {400, 413, 415, 422}
    assert implied(made.operation("read")) == {400, 401, 404, 406, 422}
