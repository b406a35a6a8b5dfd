"""Fuzzing a service against its contract: schemathesis, every check, every phase.

The fuzzer is handed a copy of the contract (`document`), a configuration (`settings`) and hooks
that run inside it (`hooks`). What they change, and all that they change:

- A custom string format is drawn from the sampler that the service registers, narrowed by the
  pattern and lengths that stand beside it, for no generator could guess a check digit. The
  keywords beside it are left out of the copy, and each reply is judged by the contract itself
  instead (the check `exact_reply`), so nothing is allowed that the contract forbids.
- `x-itemSchema` is handed on as what the fuzzer knows: the data of each event of an event stream,
  the one that ends it (`[DONE]`) and errors aside, an array for lines of JSON. This is more to
  check, not less.
- A declared `Idempotency-Key` is fresh in each request of good data. Two requests with one key
  and different bodies contradict each other: the second is to be refused (422), however well
  formed (draft-ietf-httpapi-idempotency-key-header, section 2.7).
- In every other request with `If-Match`, it is `*`, so that changes are made and not only
  refused.
- 412 may answer good data where `If-Match`, `If-None-Match` or `If-Unmodified-Since` is
  declared: a made-up entity tag is well formed and matches nothing (RFC 9110, section 13.1).

- Bad data that is good as it arrives may be accepted: a text that some custom format takes, and
  in a form, where everything is text, a number where the contract asks for text.
- Operations that ask who calls are called by a known caller (`authentication`), where the project
  says how to become one; the fuzzer itself leaves credentials out and falsifies them to see
  that they are needed. OAuth 2 and OpenID Connect are handed on as the bearer tokens that they
  are, without which that check would pass them over.

Beyond the fuzzer's own checks, any reply of 5xx and any end of the service is a failure.
"""
