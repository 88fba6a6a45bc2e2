"""Seeded draws from the lexicon, and the splits made of them."""

import random
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from engine.tasks.mini.lexicon import Noun, Words
from engine.tasks.task import Example

T = TypeVar("T")
Make = Callable[["Draw"], list[Example]]

RARE_SHARE = 0.35  # of the words drawn for evaluation are ones that training never shows


class Draw:
    """Draws that are the same on every machine and Python: they use only `random()`, whose sequence is guaranteed."""

    def __init__(self, seed: int, evaluation: bool):
        self._random = random.Random(seed)
        self._evaluation = evaluation

    def chance(self, probability: float = 0.5) -> bool:
        return self._random.random() < probability

    def one(self, items: Sequence[T]) -> T:
        return items[int(self._random.random() * len(items))]

    def word(self, words: Words[T]) -> T:
        return self.one(words.rare if self._evaluation and self.chance(RARE_SHARE) else words.common)

    def two(self, words: Words[T]) -> tuple[T, T]:
        """Two different words."""
        first = second = self.word(words)
        while second == first:
            second = self.word(words)
        return first, second

    def number(self, noun: Noun) -> tuple[str, bool]:
        """The noun's singular or plural, and whether it is the plural."""
        plural = self.chance()
        return (noun.plural if plural else noun.singular), plural

    def shuffled(self, items: Sequence[T]) -> list[T]:
        keys = [self._random.random() for _ in items]
        return [item for _, item in sorted(zip(keys, items, strict=True), key=lambda pair: pair[0])]


def make_split(
    phenomena: Mapping[str, Make], size: int, seed: int, evaluation: bool, without: Sequence[Example] = ()
) -> list[Example]:  # fmt: skip
    """`size` different examples, the phenomena in equal parts and in random order, none of them in `without`."""
    draw = Draw(seed, evaluation)
    seen = {_content(example) for example in without}
    found: list[Example] = []
    while len(found) < size:
        for name, make in phenomena.items():
            made = make(draw)
            # a minimal pair comes and goes as a whole, so that neither half gives the other's label away
            if any(_content(example) in seen for example in made):
                continue
            seen |= {_content(example) for example in made}
            found += [Example(e.texts, e.words, e.gold, {"phenomenon": name}) for e in made]
    return draw.shuffled(found[:size])


def sentence(*words: str, end: str = ".") -> str:
    """Words as running text, with a capital letter and a full stop."""
    text = " ".join(word for word in words if word)
    return text[0].upper() + text[1:] + end


def _content(example: Example) -> tuple:
    return example.texts or example.words
