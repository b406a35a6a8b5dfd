"""An n-gram model: which word follows two others, or one, counted in some texts."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from random import Random

_WORD = re.compile(r"\w+(?:['\u2019-]\w+)*|[.,;:!?]")
_MARKS = frozenset(".,;:!?")
_ENDS = frozenset(".!?")
_SENTENCES = 4  # an answer is no longer
_WORDS = 60  # nor is a sentence: what is likeliest may go in circles
_END = ""  # what follows the last word of a sentence

Context = tuple[str, ...]


def words(text: str) -> list[str]:
    """The words and the marks of a text, in order."""
    return _WORD.findall(text)


class Grams:
    """What follows what in some texts."""

    def __init__(self, texts: Iterable[str]) -> None:
        """Learn from texts; the time it takes follows their length."""
        self._after: defaultdict[Context, Counter[str]] = defaultdict(Counter)
        self._openings: dict[Context, None] = {}  # in the order they were met
        self._about: defaultdict[str, dict[Context, None]] = defaultdict(dict)
        for text in texts:
            for sentence in _sentences(words(text)):
                self._learn(sentence)

    def written(self, asked: Sequence[str], temperature: float, random: Random) -> Iterator[str]:
        """Words with the blanks before them: some sentences, the first about what was asked."""
        if not self._openings:
            return
        about = self._known(asked)
        for number in range(_SENTENCES):
            opening = random.choice(about) if temperature else about[number % len(about)]
            sentence = self._sentence(opening, temperature, random)
            yield from map(_spaced, islice(sentence, _WORDS))
            about = list(self._openings)

    def _learn(self, sentence: Sequence[str]) -> None:
        opening = tuple(sentence[:2])
        self._openings[opening] = None
        for word in sentence:
            self._about[word.lower()][opening] = None
        for at, word in enumerate((*sentence[1:], _END)):
            self._after[(sentence[at],)][word] += 1
            if at:
                self._after[sentence[at - 1], sentence[at]][word] += 1

    def _known(self, asked: Sequence[str]) -> list[Context]:
        """The openings of sentences with the rarest word that was asked for; else all."""
        said = (word.lower() for word in asked if word not in _MARKS)
        known = [self._about[word] for word in said if word in self._about]
        fewest: dict[Context, None] = min(known, key=len) if known else self._openings
        return list(fewest)

    def _sentence(self, opening: Context, temperature: float, random: Random) -> Iterator[str]:
        yield from opening
        context = opening
        while True:
            after = self._after.get(context) or self._after[context[-1:]]
            word = _drawn(after, temperature, random)
            if word == _END:
                return
            yield word
            context = (*context, word)[-2:]


def _sentences(said: Iterable[str]) -> Iterator[list[str]]:
    sentence: list[str] = []
    for word in said:
        sentence.append(word)
        if word in _ENDS:
            yield sentence
            sentence = []
    if sentence:
        yield [*sentence, "."]


def _drawn(counted: Counter[str], temperature: float, random: Random) -> str:
    """A word by how often it was counted: the higher the temperature, the less that matters."""
    if not temperature:
        return counted.most_common(1)[0][0]
    most = max(counted.values())
    weights = [math.exp(math.log(count / most) / temperature) for count in counted.values()]
    return random.choices(list(counted), weights)[0]


def _spaced(word: str) -> str:
    return word if word in _MARKS else f" {word}"
