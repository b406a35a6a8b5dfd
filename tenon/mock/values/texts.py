"""Texts: of a format, of a pattern, or words that suit their name."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from random import Random
from string import ascii_lowercase, digits
from typing import Any

from tenon.mock.values.formats import samples_of
from tenon.mock.values.imitation import imitated
from tenon.mock.values.pattern import parsed
from tenon.mock.values.run import Plan, Run
from tenon.mock.values.sampling import sample
from tenon.mock.values.scalar import Scalar
from tenon.mock.values.shape import Shape
from tenon.mock.values.shape import Texts as TextFacts
from tenon.mock.values.vocabulary import known, sentence, telling, words

_TRIES = 24
_ROOMY = 60  # characters for some words of one's own
_SHORT = 8
_LETTERS = ascii_lowercase + digits
_LONGEST = 200_000  # characters that are made when more are asked for


class Texts(Scalar):
    """Makes texts of one shape."""

    def __init__(self, plan: Plan, shape: Shape) -> None:
        self._plan = plan
        self._facts = shape.texts
        self._excluded = [one for one in shape.excluded if isinstance(one, str)]
        self._shown = [one for one in shape.examples if isinstance(one, str) and one]
        self._least = min(shape.texts.sizes.least, _LONGEST)
        self._most = shape.texts.sizes.most
        self._check = plan.assertion(_asserted(shape.texts)) if _checked(shape.texts) else None
        self._formats = [one for name in shape.texts.formats for one in self._format(name)]
        self._patterns = [one for one in shape.texts.patterns if _readable(one)]

    def make(self, run: Run, hint: str) -> Any:
        """A text; one that is not valid when none was found in time."""
        if self._facts.sizes.least > _LONGEST:
            run.capped = f"{self._facts.sizes.least} characters are asked for, {_LONGEST} were made"
        if self._check is None and not self._excluded:
            return self._sized(self._worded(run, hint), run.random)
        value = ""
        for attempt in range(_TRIES):
            value = self._tried(run, hint, attempt)
            if value not in self._excluded and (self._check is None or self._check(value)):
                return value
            if attempt > 3 and run.late:
                break
        return value

    def likeness(self, given: Any) -> int:
        """A text that matches is better than one that does not."""
        return 0 if self.keeps(given) else -3

    def keeps(self, given: Any) -> bool:
        """Whether a text has the length, the patterns and the formats."""
        sizes = self._facts.sizes
        fits = sizes.least <= len(given) and (sizes.most is None or len(given) <= sizes.most)
        checked = self._check is None or self._check(given)
        return fits and checked and given not in self._excluded

    def _tried(self, run: Run, hint: str, attempt: int) -> str:
        random = run.random
        if self._formats and (not self._patterns or attempt < _TRIES // 2):
            value = self._formats[attempt % len(self._formats)](random)
            return value if attempt < len(self._formats) else self._sized(value, random)
        if self._patterns and (attempt or not known(hint)):
            if len(self._patterns) > 1 and attempt % 3 == 2:
                # One says how a text begins, another how it ends.
                order = self._patterns if attempt % 2 else self._patterns[::-1]
                return "".join(sample(one, random) for one in order)
            pattern = self._patterns[attempt % len(self._patterns)]
            return sample(pattern, random, self._least, self._most)
        return self._sized(self._worded(run, hint), random)

    def _worded(self, run: Run, hint: str) -> str:
        encoding = self._facts.media.get("encoding", "")
        if self._facts.media:
            text = sentence(run.random)
            if "json" in str(self._facts.media.get("type", "")):
                text = f'{{"text":"{text}"}}'
            return b64encode(text.encode()).decode() if "64" in str(encoding) else text
        if run.varied and self._shown and not telling(hint):
            return imitated(self._shown[int(run.random.random() * len(self._shown))], run.random)
        text = words(hint)(run.random)
        return self._unusual(text, run.random) if run.wide else text

    def _unusual(self, text: str, random: Random) -> str:
        """A text of which there are many: words alone are too few."""
        if self._most is None or self._most > _ROOMY:
            return f"{text} {sentence(random)}"
        length = max(self._least, min(self._most, _SHORT))
        return "".join(random.choices(_LETTERS, k=length))

    def _sized(self, text: str, random: Random) -> str:
        """A text no shorter and no longer than allowed."""
        if self._most is not None and len(text) > self._most:
            shorter = text[: self._most].rstrip(" -_.,")
            text = shorter if len(shorter) >= self._least else text[: self._most]
        if len(text) >= self._least:
            return text
        # Many words are drawn for few, and repeated for many: the length is the contract's.
        more = " ".join([text, *(words("word")(random) for _ in range(min(self._least, 50)))])
        text = " ".join([more] * (self._least // len(more) + 1))
        if self._most is None:
            end = text.find(" ", self._least)
            return text if end < 0 else text[:end]
        text = text[: self._least]
        return text[:-1] + "s" if text.endswith(" ") else text

    def _format(self, name: str) -> tuple[Callable[[Random], str], ...]:
        own = self._plan.format(name)
        return (own.sample,) if own else samples_of(name)


def _readable(pattern: str) -> bool:
    try:
        parsed(pattern)
    except ValueError:
        return False
    return True


def _checked(texts: TextFacts) -> bool:
    return bool(texts.patterns or texts.formats or texts.unlike)


def _asserted(texts: TextFacts) -> dict[str, Any]:
    schema: dict[str, Any] = {"minLength": texts.sizes.least}
    if texts.sizes.most is not None:
        schema["maxLength"] = texts.sizes.most
    every: list[dict[str, Any]] = [{"pattern": one} for one in texts.patterns]
    every += [{"format": one} for one in texts.formats]
    every += [{"not": {"pattern": one}} for one in texts.unlike]
    return {**schema, "allOf": every}
