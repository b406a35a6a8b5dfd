"""All that a comparison can find: one row a rule, with its verdict by direction.

`sending` is the verdict where clients send what changed (parameters, request bodies), `receiving`
where they receive it (replies, headers, what callbacks bring). A comparison that knows more than
the row says so: a proof by inclusion, a date, a default. Each rule has a folder of its own name in
the tests.
"""

from __future__ import annotations

from dataclasses import dataclass

from tenon.diff.change import Verdict

_B, _U, _D, _S = Verdict.BREAKING, Verdict.UNDECIDED, Verdict.DANGEROUS, Verdict.SAFE


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: its id, why it is there, and what it means in either direction.

    `asserts` is False for what no value is judged by, such as a default.
    """

    id: str
    purpose: str
    sending: Verdict
    receiving: Verdict
    asserts: bool = True


_ROWS = (
    # The contract and its operations.
    Rule("server-added", "There is one more address to call.", _S, _S),
    Rule("server-removed", "Who calls that address has to call another.", _D, _D),
    Rule("operation-added", "There is more to call.", _S, _S),
    Rule("operation-removed", "What is called is gone, unless its end was announced.", _B, _B),
    Rule("operation-moved", "The same operation is called by another method or path.", _B, _B),
    Rule("path-parameter-renamed", "The name of a path parameter does not travel.", _S, _S),
    Rule("operation-id-changed", "Generated clients name their functions by it.", _D, _D),
    Rule("operation-retagged", "Generated clients and pages group by tags.", _S, _S),
    Rule("operation-deprecated", "Its end is near; nothing changes yet.", _S, _S),
    Rule("operation-reactivated", "It is no longer deprecated.", _S, _S),
    Rule("sunset-announced", "The day is known on which it may end.", _S, _S),
    Rule("sunset-brought-forward", "It may end earlier than was promised.", _B, _B),
    Rule("sunset-postponed", "It ends later than was said, or not at all.", _S, _S),
    Rule("rate-limit-lowered", "A client that keeps to the old limit is refused.", _D, _D),
    Rule("rate-limit-raised", "A client may ask more often.", _S, _S),
    Rule("size-limit-lowered", "A body that was taken is too large now.", _B, _B),
    Rule("size-limit-raised", "Larger bodies are taken.", _S, _S),
    # Who may call.
    Rule("security-added", "Who called without being known is refused.", _B, _B),
    Rule("security-removed", "Nobody needs to be known any more.", _S, _S),
    Rule("security-alternative-added", "There is one more way to be known.", _S, _S),
    Rule("security-alternative-removed", "A way to be known is no longer enough.", _B, _B),
    Rule("security-scope-added", "Who has not been granted the scope is refused.", _B, _B),
    Rule("security-scope-removed", "A scope is no longer needed.", _S, _S),
    Rule("security-scheme-changed", "Credentials travel or are made in another way.", _B, _B),
    Rule("security-address-changed", "Tokens are got at another address.", _D, _D),
    # Parameters.
    Rule("required-parameter-added", "Requests without it are refused.", _B, _S),
    Rule("optional-parameter-added", "Requests may say more.", _S, _S),
    Rule("parameter-removed", "What is sent is passed over, or refused.", _D, _D),
    Rule("parameter-became-required", "Requests without it are refused.", _B, _S),
    Rule("parameter-became-optional", "Requests may leave it out.", _S, _B),
    Rule("parameter-style-changed", "Its text is read in another way.", _B, _B),
    Rule("parameter-default-changed", "Leaving it out means something else.", _B, _S, False),
    Rule("parameter-deprecated", "Its end is near; nothing changes yet.", _S, _S, False),
    Rule("parameter-reactivated", "It is no longer deprecated.", _S, _S, False),
    # Bodies, replies and headers.
    Rule("required-body-added", "Requests without a body are refused.", _B, _S),
    Rule("optional-body-added", "Requests may have a body.", _S, _S),
    Rule("body-removed", "What is sent is passed over, or refused.", _B, _B),
    Rule("body-became-required", "Requests without a body are refused.", _B, _S),
    Rule("body-became-optional", "Requests may come without a body.", _S, _B),
    Rule("media-type-added", "There is one more form to choose.", _S, _S),
    Rule("media-type-removed", "A form that was chosen is gone.", _B, _B),
    Rule("media-type-widened", "A range takes the place of one form.", _S, _B),
    Rule("media-type-narrowed", "One form takes the place of a range.", _B, _S),
    Rule("encoding-changed", "A part of a form travels in another way.", _D, _D),
    Rule("success-added", "There is one more way to succeed.", _S, _S),
    Rule("success-removed", "What clients wait for does not come.", _B, _B),
    Rule("failure-added", "There is one more way to fail.", _S, _S),
    Rule("failure-removed", "A way to fail is gone.", _S, _S),
    Rule("header-added", "Replies say more.", _S, _S),
    Rule("header-removed", "A header that could come does not.", _D, _D),
    Rule("required-header-removed", "A header that always came does not.", _B, _B),
    Rule("header-became-required", "A header comes always.", _B, _S),
    Rule("header-became-optional", "A header that always came may be missing.", _S, _B),
    # What the service calls.
    Rule("webhook-added", "The service calls those who want it.", _S, _S),
    Rule("webhook-removed", "A call that receivers wait for does not come.", _B, _B),
    Rule("callback-added", "The service may call the client.", _S, _S),
    Rule("callback-removed", "A call that clients wait for does not come.", _B, _B),
    # Types and values.
    Rule("type-changed", "A value of the one type is none of the other.", _B, _B),
    Rule("type-widened", "More types are possible.", _S, _B),
    Rule("type-narrowed", "Fewer types are possible.", _B, _S),
    Rule("type-compatible", "A type changed that a text does not show.", _S, _S),
    Rule("became-nullable", "A value may be null.", _S, _B),
    Rule("became-not-nullable", "A value may not be null any more.", _B, _S),
    Rule("enum-set", "Only some values are left.", _B, _S),
    Rule("enum-lifted", "Any value is possible.", _S, _D),
    Rule("enum-value-added", "A reader may not know the new value.", _S, _D),
    Rule("enum-value-removed", "A value is no longer possible.", _B, _S),
    Rule("const-set", "Only one value is left.", _B, _S),
    Rule("const-lifted", "A value is no longer the only one.", _S, _B),
    Rule("const-changed", "The only value is another.", _B, _B),
    # A limit that is written down for the first time mostly was there before.
    Rule("limit-set", "A limit is said where none was.", _D, _S),
    Rule("limit-lifted", "A limit is gone.", _S, _B),
    Rule("limit-tightened", "Less is possible than was.", _B, _S),
    Rule("limit-loosened", "More is possible than was.", _S, _B),
    Rule("pattern-set", "Texts must match a pattern.", _B, _S),
    Rule("pattern-lifted", "Texts need not match a pattern.", _S, _D),
    Rule("pattern-changed", "Whether one pattern covers another is not told.", _U, _D),
    Rule("format-narrowed", "Fewer texts or numbers are of the format.", _B, _S),
    Rule("format-widened", "More texts or numbers are of the format.", _S, _D),
    Rule("format-changed", "A value of the one format is none of the other.", _B, _B),
    Rule("content-changed", "What a text holds is written in another way.", _B, _B),
    Rule("unique-items-set", "Items must differ.", _B, _S),
    Rule("unique-items-lifted", "Items may be equal.", _S, _B),
    # Properties.
    Rule("required-property-added", "Objects without it are refused.", _B, _S),
    Rule("optional-property-added", "Objects may say more.", _S, _S),
    Rule("property-removed", "What is sent is passed over; what was read is gone.", _D, _D),
    Rule("required-property-removed", "What always came is gone.", _B, _B),
    Rule("property-became-required", "Objects without it are refused.", _B, _S),
    Rule("property-became-optional", "What always came may be missing.", _S, _B),
    Rule("additional-properties-closed", "Objects may hold nothing else.", _B, _S),
    Rule("additional-properties-opened", "Objects may hold more.", _S, _S),
    Rule("became-read-only", "It is no longer taken from clients.", _D, _S),
    Rule("became-not-read-only", "It is taken from clients.", _S, _S),
    Rule("became-write-only", "It is no longer shown to clients.", _S, _D),
    Rule("became-not-write-only", "It is shown to clients.", _S, _S),
    Rule("property-deprecated", "Its end is near; nothing changes yet.", _S, _S, False),
    Rule("property-reactivated", "It is no longer deprecated.", _S, _S, False),
    Rule("default-changed", "Documented for those who leave it out.", _S, _S, False),
    # Composition.
    Rule("alternative-added", "There is one more kind of value.", _S, _B),
    Rule("alternative-removed", "A kind of value is gone.", _B, _S),
    Rule("part-added", "One more schema holds; what it asks is told by itself.", _S, _S, False),
    Rule("part-removed", "A schema holds no more; what it asked is told by itself.", _S, _S, False),
    Rule("discriminator-set", "A property tells kinds apart.", _S, _S, False),
    Rule("discriminator-removed", "No property tells kinds apart any more.", _S, _S, False),
    Rule("discriminator-changed", "Another property tells kinds apart.", _S, _S, False),
    Rule("mapping-added", "A kind has one more name.", _S, _S, False),
    Rule("mapping-removed", "A kind lost a name.", _S, _S, False),
    Rule("mapping-changed", "A name means another kind.", _S, _S, False),
    Rule("schema-narrowed", "By proof, fewer values are possible.", _B, _S),
    Rule("schema-widened", "By proof, more values are possible.", _S, _B),
    Rule("schema-changed", "By proof, some values are new and some are gone.", _B, _B),
    Rule("schema-undecided", "It is said otherwise, and no proof was found.", _U, _U),
    Rule("xml-changed", "Elements are called or nested otherwise.", _B, _B),
)

RULES = {rule.id: rule for rule in _ROWS}
