"""Words that read well: a name for what is called a name, a city for a city.

Names of people, places and firms come from the data files of mimesis, which are read without
importing it: its package takes 0.12 s and 23 MB, the few lists that are needed 5 ms and 1 MB.
What is kept of each list is a sample, the same in every run.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from random import Random
from typing import Any

from tenon.mock.values import lexicon
from tenon.mock.values.naming import Name, said

Words = Callable[[Random], str]
_KEPT = 200


def _of(pool: Sequence[str]) -> Words:
    number = len(pool)
    return lambda random: pool[int(random.random() * number)]


_ADJECTIVE = _of(lexicon.ADJECTIVES)
_NOUN = _of(lexicon.NOUNS)
_VERB = _of(lexicon.VERBS)


@cache
def _data(name: str) -> Any:
    """One data file of the vocabulary; raises ImportError when mimesis is not installed."""
    found = find_spec("mimesis")
    if found is None or found.origin is None:
        raise ImportError("mimesis is not installed: pip install 'tenon[tools]'")
    path = Path(found.origin).parent / "datasets" / "en" / f"{name}.json"
    return json.loads(path.read_bytes())


def _list(name: str, *keys: str) -> Words:
    value = _data(name)
    for key in keys:
        value = value[key]
    plain = [one for one in value if one.isascii() and 2 < len(one) < 40]
    step = max(1, len(plain) // _KEPT)
    return _of(plain[::step][:_KEPT])


def _first(random: Random) -> str:
    return kind("first_name_f" if random.random() < 0.5 else "first_name_m")(random)


def _full(random: Random) -> str:
    return f"{_first(random)} {kind('last_name')(random)}"


def _street(random: Random) -> str:
    return f"{1 + int(random.random() * 199)} {kind('street_name')(random)} Street"


def _user(random: Random) -> str:
    return f"{_plain(_first(random))}{1 + int(random.random() * 99)}"


def _plain(text: str) -> str:
    return "".join(c for c in text.lower() if c.isascii() and c.isalnum())


def _phone(random: Random) -> str:
    return f"+1 202 555 {100 + int(random.random() * 99):04d}"  # numbers for fiction


def _title(random: Random) -> str:
    adjective, noun, other = _ADJECTIVE(random), _NOUN(random), _NOUN(random)
    form = int(random.random() * 4)
    return (
        f"The {adjective.title()} {noun.title()}",
        f"{adjective.title()} {noun.title()}",
        f"The {noun.title()} of the {other.title()}",
        f"{noun.title()} and {other.title()}",
    )[form]


def sentence(random: Random) -> str:
    """A short sentence."""
    adjective, noun = _ADJECTIVE(random), _NOUN(random)
    other, thing = _ADJECTIVE(random), _NOUN(random)
    return f"The {adjective} {noun} {_VERB(random)} the {other} {thing}."


def _paragraph(random: Random) -> str:
    return f"{sentence(random)} {sentence(random)}"


def slug(random: Random) -> str:
    """Two words for an address."""
    return f"{_ADJECTIVE(random)}-{_NOUN(random)}"


def _postcode(random: Random) -> str:
    return f"{10_000 + int(random.random() * 89_999)}"


def _file(random: Random) -> str:
    return f"{slug(random)}.txt"


def _code(random: Random) -> str:
    letters = "ABCDEFGHJKLMNPQRSTUVWXYZ"
    text = "".join(letters[int(random.random() * 24)] for _ in range(3))
    return f"{text}-{1000 + int(random.random() * 9000)}"


def _token(random: Random) -> str:
    return f"{random.getrandbits(96):024x}"


def _number(random: Random) -> str:
    return str(1 + int(random.random() * 9_999))


def _moment(random: Random) -> str:
    day, hour = 1 + int(random.random() * 28), int(random.random() * 24)
    return f"2025-{1 + int(random.random() * 12):02d}-{day:02d}T{hour:02d}:00:00Z"


def _day(random: Random) -> str:
    return _moment(random)[:10]


def _address(random: Random) -> str:
    return f"https://example.com/{slug(random)}"


def _mail(random: Random) -> str:
    return f"{_plain(_first(random))}.{_plain(kind('last_name')(random))}@example.com"


_KINDS: dict[str, Callable[[], Words]] = {
    "first_name_f": lambda: _list("person", "names", "female"),
    "first_name_m": lambda: _list("person", "names", "male"),
    "first_name": lambda: _first,
    "last_name": lambda: _list("person", "surnames"),
    "full_name": lambda: _full,
    "job": lambda: _list("person", "occupation"),
    "nationality": lambda: _list("person", "nationality"),
    "university": lambda: _list("person", "university"),
    "language": lambda: _list("person", "language"),
    "city": lambda: _list("address", "city"),
    "state": lambda: _list("address", "state", "name"),
    "country": lambda: _list("address", "country", "name"),
    "continent": lambda: _list("address", "continent"),
    "street_name": lambda: _list("address", "street", "name"),
    "street": lambda: _street,
    "company": lambda: _list("finance", "company", "name"),
    "bank": lambda: _list("finance", "banks"),
    "dish": lambda: _list("food", "dishes"),
    "drink": lambda: _list("food", "drinks"),
    "color": lambda: _list("text", "color"),
    "username": lambda: _user,
    "phone": lambda: _phone,
    "title": lambda: _title,
    "sentence": lambda: sentence,
    "paragraph": lambda: _paragraph,
    "slug": lambda: slug,
    "postcode": lambda: _postcode,
    "file": lambda: _file,
    "code": lambda: _code,
    "token": lambda: _token,
    "number": lambda: _number,
    "moment": lambda: _moment,
    "day": lambda: _day,
    "url": lambda: _address,
    "email": lambda: _mail,
    "word": lambda: _NOUN,
}


@cache
def kind(name: str) -> Words:
    """Words of one kind."""
    if name in lexicon.LISTS:
        return _of(lexicon.LISTS[name])
    return _KINDS[name]()


@lru_cache(maxsize=8192)
def words(hint: str) -> Words:
    """Words for what goes by a name such as `author/first_name`."""
    name = said(hint)
    return kind(_kind_of(name))


@lru_cache(maxsize=8192)
def telling(hint: str) -> bool:
    """Whether a name tells more of its words than an example does."""
    return _kind_of(said(hint)) not in _CODES


# What looks like nothing in particular: an example shows it better.
_CODES = frozenset({"word", "number", "code", "token", "slug"})


@lru_cache(maxsize=8192)
def known(hint: str) -> bool:
    """Whether a name says what kind of words it stands for."""
    return _kind_of(said(hint)) != "word"


def _kind_of(name: Name) -> str:
    """The kind for the longest end of a name that is known, or for one that it is within."""
    for start in range(len(name.words)):
        words = name.words[start:]
        found = next(filter(None, map(lexicon.BY_NAME.get, _forms(words))), None)
        if found == "name":
            return _name_within((*name.within, *name.words[:start]))
        if found:
            return found
    # `links: {self: …}` holds links.
    around = next(filter(None, map(lexicon.BY_NAME.get, _forms(name.within[-1:]))), None)
    return "url" if around == "url" else "word"


def _forms(words: tuple[str, ...]) -> tuple[str, str]:
    """Words as a name, in the plural as they may be, and in the singular."""
    text = "_".join(words)
    return text, text.removesuffix("s")


def _name_within(around: tuple[str, ...]) -> str:
    for word in reversed(around):
        singular = word.removesuffix("s")
        if found := lexicon.NAMED.get(word) or lexicon.NAMED.get(singular):
            return found
    return "title"
