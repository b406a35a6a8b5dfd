"""International Standard Book Numbers: check digits (ISO 2108), and the two forms of one number."""

from __future__ import annotations

from random import Random

_PREFIXES = frozenset({"978", "979"})


def is_isbn(text: str) -> bool:
    """Whether the text is an ISBN of 10 or 13 plain digits whose check digit is right.

    An ISBN-10 may end in a capital X; an ISBN-13 begins with 978 or 979. No hyphens.
    """
    if len(text) == 13:
        return text[:3] in _PREFIXES and _is_plain(text) and _sum_13(text) % 10 == 0
    body, check = text[:-1], text[-1:]
    return len(text) == 10 and _is_plain(body) and check == _check_digit_10(body)


def isbn13(text: str) -> str:
    """The 13-digit form of a valid ISBN, so that both forms of one number compare equal."""
    if len(text) == 13:
        return text
    body = f"978{text[:9]}"
    return body + _check_digit_13(body)


def sample_isbn(random: Random) -> str:
    """A valid ISBN, in either form."""
    if random.random() < 0.5:
        body = f"{random.randrange(10**9):09}"
        return body + _check_digit_10(body)
    body = f"{random.choice((978, 979))}{random.randrange(10**9):09}"
    return body + _check_digit_13(body)


def _check_digit_10(body: str) -> str:
    return "0123456789X"[-sum(w * int(d) for w, d in zip(range(10, 1, -1), body, strict=True)) % 11]


def _check_digit_13(body: str) -> str:
    return str(-_sum_13(body + "0") % 10)


def _sum_13(text: str) -> int:
    """The weighted sum of 13 digits; as character codes, since 48 x 25 is a multiple of 10."""
    codes = text.encode()
    return sum(codes[::2]) + 3 * sum(codes[1::2])


def _is_plain(text: str) -> bool:
    return text.isascii() and text.isdigit()
