"""Two versions of a real contract: what was checked by hand, and how long it takes."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tenon.diff import compare
from tenon.document import Bundle, read

from ..tiny import SHARED

CORPUS = SHARED / "corpus"
OLD, NEW = CORPUS / "adyen-checkout-v71.yaml", CORPUS / "adyen-checkout-v72.yaml"
pytestmark = pytest.mark.skipif(not OLD.is_file(), reason="the corpus is not on this machine")

# Verdict, rule, message, line in the old and in the new document.
CHECKED = {
    ("breaking", "limit-tightened",
     "BillingAddress.stateOrProvince has maxLength 3, had maxLength 1000", 5540, 5541),
    ("dangerous", "limit-set",
     "BillingAddress.postalCode has maxLength 10, had no maxLength", 5530, 5534),
    ("breaking", "limit-tightened",
     "CreateCheckoutSessionRequest.returnUrl has maxLength 1024, had maxLength 8000", 7137, 7137),
    ("breaking", "property-became-required",
     "DirectDebitAuDetails.holderName is required", 8038, 8066),
    ("breaking", "property-became-optional", "Donation.donationType may be missing", 8153, 8119),
    ("safe", "property-deprecated", "Donation.donationType is deprecated", 8117, 8119),
    ("breaking", "property-removed",
     "PaymentAmountUpdateRequest.enhancedSchemeData is gone", 10736, 10672),
    ("safe", "optional-property-added",
     "PaymentAmountUpdateRequest.adjustAuthType is new", 10724, 10676),
    ("dangerous", "enum-value-added",
     'PaymentAmountUpdateResponse.status may be "refused"', 10831, 10803),
    ("dangerous", "server-removed",
     "the server https://checkout-test.adyen.com/v71 is gone", 40, 39),
}  # fmt: skip


def bundles() -> tuple[Bundle, Bundle]:
    return read(OLD), read(NEW)


def test_ten_changes_that_a_person_checked_are_told() -> None:
    told = {
        (c.verdict.value, c.id, c.message, c.base and c.base.line, c.head and c.head.line)
        for c in compare(*bundles())
    }

    assert told >= CHECKED


def test_nothing_else_of_its_schemas_changed() -> None:
    schemas = [bundle.document["components"]["schemas"] for bundle in bundles()]
    changed = {name for name in schemas[0] if schemas[0][name] != schemas[1].get(name)}

    told = {change.message.partition(".")[0] for change in compare(*bundles())}

    assert told - {"the server https://checkout-test"} <= changed


def test_it_takes_less_than_two_seconds() -> None:
    started = time.process_time()

    compare(*bundles())

    assert time.process_time() - started < 2


@pytest.mark.parametrize("name", ["museum.yaml", "redocly-cafe.yaml", "opc-e2e-31.yaml"])
def test_a_document_is_no_change_of_itself(name: str) -> None:
    bundle = read(Path(CORPUS / name), lenient=True)

    assert compare(bundle, bundle) == ()
