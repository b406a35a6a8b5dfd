"""Who called, when proxies stand between (RFC 7239 and what came before it)."""

from __future__ import annotations

from typing import Any

import pytest

from tenon.runtime.edges import Proxies

PROXY, OTHER = "10.0.0.1", "192.0.2.9"
CLIENT = "203.0.113.7"


def read(
    headers: list[tuple[str, str]],
    caller: str | None = PROXY,
    trusted: tuple[str, ...] = ("10.0.0.0/8", "::1"),
    fields: Any = "x-forwarded",
) -> dict[str, Any]:
    scope: dict[str, Any] = {
        "client": (caller, 5) if caller else None,
        "scheme": "http",
        "headers": [(b"host", b"inner"), *((n.lower().encode(), v.encode()) for n, v in headers)],
    }
    Proxies(trusted, fields).read(scope)
    return scope


def client(*headers: tuple[str, str], **how: Any) -> Any:
    found = read(list(headers), **how)["client"]
    return found[0] if found else None


FOR, PROTO, HOST = "X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host"


def test_a_trusted_proxy_tells_who_called() -> None:
    scope = read([(FOR, CLIENT), (PROTO, "https"), (HOST, "books.test:8443")])
    assert (scope["client"], scope["scheme"]) == ((CLIENT, 0), "https")
    assert scope["headers"][0] == (b"host", b"books.test:8443")
    assert [name for name, _ in scope["headers"]].count(b"host") == 1


def test_nobody_else_does() -> None:
    scope = read([(FOR, CLIENT), (PROTO, "https"), (HOST, "evil.test")], caller=OTHER)
    assert (scope["client"], scope["scheme"]) == ((OTHER, 5), "http")
    assert scope["headers"][0] == (b"host", b"inner")


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("1.1.1.1, 203.0.113.7", CLIENT),  # what stands left of the first stranger is made up
        ("1.1.1.1, 203.0.113.7, 10.9.9.9", CLIENT),
        ("203.0.113.7:4711", CLIENT),
        ("10.1.1.1, 10.2.2.2", "10.1.1.1"),  # all are proxies: the farthest called
        ("2001:db8::1", "2001:db8::1"),
        ("[2001:db8::1]:80", "2001:db8::1"),
        ("::ffff:203.0.113.7", CLIENT),
        ("203.0.113.7, ::1", CLIENT),
        ("garbage", PROXY), ("", PROXY), (",,,", PROXY), ("unknown", PROXY), ("1.2.3", PROXY),
        ("203.0.113.7, garbage", PROXY), ("203.0.113.7, garbage, 10.9.9.9", "10.9.9.9"),
        ("1" * 9000, PROXY), ("<script>", PROXY), ("999.1.1.1", PROXY),
    ],
)  # fmt: skip
def test_the_rightmost_that_is_not_trusted_called(said: str, found: str) -> None:
    assert client((FOR, said)) == found


def test_lines_of_a_list_are_one_list() -> None:
    assert client((FOR, "1.1.1.1"), (FOR, CLIENT)) == CLIENT


@pytest.mark.parametrize(
    ("addresses", "schemes", "found"),
    [
        (CLIENT, "https", "https"), (CLIENT, "HTTPS", "https"),
        (f"{CLIENT}, 10.2.2.2", "https, http", "https"),
        (f"{CLIENT}, 10.2.2.2", "https", "https"),
        (CLIENT, "https, http", "http"),  # the first was sent by the caller itself
        (CLIENT, "gopher", "http"), (CLIENT, "", "http"),
    ],
)  # fmt: skip
def test_the_scheme_is_the_one_by_which_it_called(addresses: str, schemes: str, found: str) -> None:
    assert read([(FOR, addresses), (PROTO, schemes)])["scheme"] == found


def test_scheme_and_host_may_come_alone() -> None:
    scope = read([(PROTO, "https"), (HOST, "a.test")])
    assert (scope["scheme"], scope["client"][0]) == ("https", PROXY)
    assert scope["headers"][0] == (b"host", b"a.test")


@pytest.mark.parametrize("host", ["a b", "a/b", "a\u00e9", "a:b", "user@a", "", "a" * 300])
def test_a_host_that_is_none_is_ignored(host: str) -> None:
    assert read([(FOR, CLIENT), (HOST, host)])["headers"][0] == (b"host", b"inner")


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("for=203.0.113.7;proto=https;host=a.test", (CLIENT, "https", b"a.test")),
        ('For="203.0.113.7:80" ; PROTO=https, for=10.2.2.2', (CLIENT, "https", b"inner")),
        ('for="[2001:db8::1]:4711"', ("2001:db8::1", "http", b"inner")),
        ("for=1.1.1.1, for=203.0.113.7;proto=https", (CLIENT, "https", b"inner")),
        ("for=_hidden", (PROXY, "http", b"inner")),
        ("for=unknown;proto=https", (PROXY, "http", b"inner")),
        ('for="203.0.113.7', (PROXY, "http", b"inner")),
        ("for=203.0.113.7;;proto", (PROXY, "http", b"inner")),
        ('for="203.0\\.113.7"', (CLIENT, "http", b"inner")),
        ("proto=https", (PROXY, "https", b"inner")),
    ],
)  # fmt: skip
def test_forwarded_is_read_where_proxies_write_it(said: str, found: tuple[Any, ...]) -> None:
    scope = read([("Forwarded", said)], fields="forwarded")
    assert (scope["client"][0], scope["scheme"], scope["headers"][0][1]) == found


def test_only_the_fields_that_proxies_write_are_read() -> None:
    assert client(("Forwarded", f"for={CLIENT}")) == PROXY
    assert client((FOR, CLIENT), fields="forwarded") == PROXY


def test_a_unix_socket_and_everybody_can_be_trusted() -> None:
    assert client((FOR, CLIENT), caller=None) is None
    assert client((FOR, CLIENT), caller=None, trusted=("unix",)) == CLIENT
    assert client((FOR, f"{CLIENT}, 1.1.1.1"), caller=OTHER, trusted=("*",)) == CLIENT


@pytest.mark.parametrize("wrong", ["10.0.0.1/8", "example.test", "10.0.0", ""])
def test_what_is_no_address_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"trusted proxies: .* write an address such as"):
        Proxies((wrong,))
