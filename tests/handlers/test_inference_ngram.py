"""The embedded provider: what it learns, what it writes, and that it says what it is."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from itertools import pairwise
from random import Random

import pytest

from handlers.inference import Message, Prompt
from handlers.inference.grams import Grams, words
from handlers.inference.ngram import NOTHING_LEARNT, PREFACE, Ngram

TEXTS = [
    "A novel of the desert. A novel of the sea.",
    "The standard textbook on algorithms, broad and rigorous.",
    "Essays on software projects",
]


def prompt(said: str = "Hello", **more: object) -> Prompt:
    given: dict[str, object] = {"max_tokens": 64, "temperature": 1.0, "seed": 7} | more
    return Prompt([Message("user", said)], **given)  # type: ignore[arg-type]


def ngram(*texts: str) -> Ngram:
    async def read() -> Sequence[str]:
        return texts

    return Ngram(read)


async def answer(model: Ngram, asked: Prompt) -> list[str]:
    return [piece async for piece in model.converse(asked)]


def test_words_and_marks_are_told_apart() -> None:
    said = "Don't “panic”: it's 1984, Übermut — 42-fold!"
    assert words(said) == [
        "Don't", "panic", ":", "it's", "1984", ",", "Übermut", "42-fold", "!",
    ]  # fmt: skip


@pytest.mark.parametrize("temperature", [0, 1e-300, 0.3, 1, 2])
def test_only_what_was_read_after_another_word_follows_it(temperature: float) -> None:
    grams = Grams(TEXTS)
    pairs = {pair for text in TEXTS for pair in pairwise(words(text))}
    pairs.add(("projects", "."))  # a text ends its last sentence
    for seed in range(50):
        said = words("".join(grams.written(["sea"], temperature, Random(seed))))
        followed = pairwise(said)
        assert {pair for pair in followed if pair[0] != "."} <= pairs


def test_the_first_sentence_begins_like_one_with_the_rarest_word_asked_for() -> None:
    grams = Grams(TEXTS)
    for seed in range(20):
        written = list(grams.written(words("Anything on ALGORITHMS?"), 1, Random(seed)))
        assert written[:2] == [" The", " standard"]


def test_without_temperature_the_likeliest_word_is_written() -> None:
    grams = Grams(["a b c.", "a b d.", "a b d."])
    assert "".join(grams.written([], 0, Random(1))).startswith(" a b d.")


def test_words_that_go_in_circles_come_to_an_end() -> None:
    grams = Grams(["a b a b a b a b a b"])
    assert len(list(grams.written([], 0, Random(1)))) <= 4 * 62


async def test_the_first_piece_says_what_it_is() -> None:
    pieces = await answer(ngram(*TEXTS), prompt())
    assert pieces[0] == PREFACE
    assert "n-gram" in PREFACE
    assert len(pieces) > 1


async def test_a_seed_repeats_an_answer_and_another_one_does_not() -> None:
    model = ngram(*TEXTS * 3)
    answers = {tuple(await answer(model, prompt("?", seed=seed))) for seed in range(20)}
    assert len(answers) > 3
    assert await answer(model, prompt("?")) == await answer(ngram(*TEXTS * 3), prompt("?"))
    unseeded = {tuple(await answer(model, prompt("?", seed=None))) for _ in range(20)}
    assert len(unseeded) > 1


@pytest.mark.parametrize("most", [1, 2, 5])
async def test_no_more_words_are_written_than_asked_for(most: int) -> None:
    assert len(await answer(ngram(*TEXTS), prompt(max_tokens=most))) == 1 + most


@pytest.mark.parametrize("texts", [(), ("",), (" … ",)])
async def test_a_catalogue_that_says_nothing_is_told(texts: tuple[str, ...]) -> None:
    assert await answer(ngram(*texts), prompt()) == [PREFACE, NOTHING_LEARNT]


async def test_it_learns_once_and_not_on_the_event_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    reads, threads = 0, set()

    async def read() -> Sequence[str]:
        nonlocal reads
        reads += 1
        await asyncio.sleep(0.01)
        return TEXTS

    learn = Grams.__init__

    def watched(self: Grams, texts: Sequence[str]) -> None:
        threads.add(threading.current_thread())
        learn(self, texts)

    monkeypatch.setattr(Grams, "__init__", watched)
    model = Ngram(read)
    await asyncio.gather(*(answer(model, prompt()) for _ in range(5)))
    assert reads == len(threads) == 1
    assert threading.main_thread() not in threads


async def test_who_leaves_while_it_learns_keeps_no_other_from_an_answer() -> None:
    ready = asyncio.Event()

    async def read() -> Sequence[str]:
        await ready.wait()
        return TEXTS

    model = Ngram(read)
    leaving, staying = (asyncio.ensure_future(answer(model, prompt())) for _ in range(2))
    await asyncio.sleep(0)
    leaving.cancel()
    ready.set()
    assert (await staying)[0] == PREFACE


async def test_a_catalogue_that_could_not_be_read_is_read_again() -> None:
    tries = 0

    async def read() -> Sequence[str]:
        nonlocal tries
        tries += 1
        if tries == 1:
            raise OSError("no database")
        return TEXTS

    model = Ngram(read)
    with pytest.raises(OSError, match="no database"):
        await answer(model, prompt())
    assert (await answer(model, prompt()))[0] == PREFACE
