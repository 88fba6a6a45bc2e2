"""mini-cola: acceptable sentences and their unacceptable neighbours, a minimal pair at a time."""

from engine.tasks.mini.draw import Draw, Make, sentence
from engine.tasks.mini.lexicon import (
    ADJECTIVES,
    CLEAN,
    COLORS,
    FEMALE,
    FIND,
    HELP,
    MALE,
    MANNER,
    MEN,
    NEAR,
    PEOPLE,
    PLACES,
    SLEEP,
    THINGS,
    WHEN,
    WOMEN,
)  # fmt: skip
from engine.tasks.task import Example


def _pair(good: str, bad: str) -> list[Example]:
    return [Example(texts=(good,), gold="1"), Example(texts=(bad,), gold="0")]


def _agreement(draw: Draw) -> list[Example]:
    noun, plural = draw.number(draw.word(PEOPLE))
    verb = draw.word(SLEEP)
    good, bad = (verb.base, verb.third) if plural else (verb.third, verb.base)
    before = ("the", draw.word(ADJECTIVES) if draw.chance() else "", noun)
    after = ("in the", draw.word(PLACES).singular) if draw.chance() else (draw.word(MANNER),)
    return _pair(sentence(*before, good, *after), sentence(*before, bad, *after))


def _attractor(draw: Draw) -> list[Example]:
    noun = draw.word(PEOPLE)
    plural = draw.chance()
    other = draw.word(PEOPLE)
    verb = draw.word(SLEEP)
    before = (
        "the",
        noun.plural if plural else noun.singular,
        draw.one(NEAR),
        "the",
        other.singular if plural else other.plural,
    )
    good, bad = (verb.base, verb.third) if plural else (verb.third, verb.base)
    after = draw.word(MANNER)
    return _pair(sentence(*before, good, after), sentence(*before, bad, after))


def _determiner(draw: Draw) -> list[Example]:
    noun, plural = draw.number(draw.word(THINGS))
    one, many = draw.one(
        (("this", "these"), ("that", "those"), ("a single", "many"), ("one", "two"), ("every", "several"))
    )
    good, bad = (many, one) if plural else (one, many)
    before = (draw.word(FEMALE) if draw.chance() else draw.word(MALE), draw.word(CLEAN).past)
    adjective = draw.word(COLORS) if draw.chance() else ""
    return _pair(sentence(*before, good, adjective, noun), sentence(*before, bad, adjective, noun))


def _word_order(draw: Draw) -> list[Example]:
    who, what = draw.word(PEOPLE).singular, draw.word(THINGS).singular
    adjective, color, verb = draw.word(ADJECTIVES), draw.word(COLORS), draw.word(CLEAN).past
    good = sentence("the", adjective, who, verb, "the", color, what)
    bad = (
        sentence(adjective, "the", who, verb, "the", color, what),
        sentence("the", who, adjective, verb, "the", color, what),
        sentence("the", adjective, who, verb, color, "the", what),
        sentence("the", adjective, who, "the", color, what, verb),
        sentence(verb, "the", adjective, who, "the", color, what),
    )
    return _pair(good, draw.one(bad))


def _reflexive(draw: Draw) -> list[Example]:
    female, plural = draw.chance(), draw.chance(0.3)
    noun = draw.word(WOMEN if female else MEN)
    good = "themselves" if plural else "herself" if female else "himself"
    bad = draw.one([word for word in ("herself", "himself", "themselves") if word != good])
    before = ("the", noun.plural if plural else noun.singular, draw.word(HELP).past)
    after = draw.word(WHEN)
    return _pair(sentence(*before, good, after), sentence(*before, bad, after))


def _auxiliary(draw: Draw) -> list[Example]:
    who, verb = draw.word(PEOPLE).singular, draw.word(HELP)
    auxiliary, good, wrong = draw.one((
        ("has", verb.participle, (verb.base, verb.gerund)),
        ("will", verb.base, (verb.past, verb.gerund)),
        ("is", verb.gerund, (verb.base, verb.third)),
        ("did not", verb.base, (verb.third, verb.gerund)),
        ("can", verb.base, (verb.third, verb.gerund)),
    ))  # fmt: skip
    after = ("the", draw.word(PEOPLE).plural)
    return _pair(
        sentence("the", who, auxiliary, good, *after), sentence("the", who, auxiliary, draw.one(wrong), *after)
    )


def _argument(draw: Draw) -> list[Example]:
    who, what, place = draw.word(PEOPLE).singular, draw.word(PEOPLE).plural, draw.word(PLACES).singular
    sleep, find, how = draw.word(SLEEP).past, draw.word(FIND).past, draw.word(MANNER)
    if draw.chance():
        return _pair(sentence("the", who, sleep, "near the", place), sentence("the", who, sleep, "the", place))
    return _pair(sentence("the", who, find, "the", what, how), sentence("the", who, find, how))


def _case(draw: Draw) -> list[Example]:
    subject, object_ = draw.one((("she", "her"), ("he", "him"), ("they", "them"), ("we", "us"), ("I", "me")))
    verb, who = draw.word(HELP).past, draw.word(PEOPLE).singular
    after = draw.word(WHEN)
    if draw.chance():
        return _pair(sentence(subject, verb, "the", who, after), sentence(object_, verb, "the", who, after))
    return _pair(sentence("the", who, verb, object_, after), sentence("the", who, verb, subject, after))


def _question(draw: Draw) -> list[Example]:
    who, verb = draw.word(PEOPLE).singular, draw.word(SLEEP).base
    question = draw.one(("where", "when", "why"))
    auxiliary = draw.one(("did", "will", "can"))
    adjective = draw.word(ADJECTIVES) if draw.chance() else ""
    good = sentence(question, auxiliary, "the", adjective, who, verb, end="?")
    return _pair(good, sentence(question, "the", adjective, who, auxiliary, verb, end="?"))


PHENOMENA: dict[str, Make] = {
    "subject-verb agreement": _agreement,
    "agreement across a noun": _attractor,
    "determiner-noun agreement": _determiner,
    "word order": _word_order,
    "reflexive binding": _reflexive,
    "auxiliary form": _auxiliary,
    "argument structure": _argument,
    "pronoun case": _case,
    "question inversion": _question,
}
