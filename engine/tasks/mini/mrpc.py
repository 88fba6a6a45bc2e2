"""mini-mrpc: pairs of sentences that say the same in other words, or nearly the same words with another meaning."""

from engine.tasks.mini.draw import Draw, Make, sentence
from engine.tasks.mini.lexicon import (
    ADJECTIVES,
    ANTONYMS,
    CITIES,
    CLEAN,
    COLORS,
    FEMALE,
    HELP,
    MALE,
    PEOPLE,
    PLACES,
    SAME_VERBS,
    SYNONYMS,
    THINGS,
    WHEN,
)  # fmt: skip
from engine.tasks.task import Example


def _same(first: str, second: str) -> list[Example]:
    return [Example(texts=(first, second), gold="1")]


def _different(first: str, second: str) -> list[Example]:
    return [Example(texts=(first, second), gold="0")]


def _either_way(draw: Draw, pair: tuple[str, str]) -> tuple[str, str]:
    return pair if draw.chance() else (pair[1], pair[0])


def _synonym(draw: Draw) -> list[Example]:
    who, what, where = draw.word(PEOPLE).singular, draw.word(THINGS).singular, draw.word(PLACES).singular
    if draw.chance():
        one, other = _either_way(draw, draw.word(SYNONYMS))
        verb = draw.word(CLEAN).past
        return _same(
            sentence("the", one, who, verb, "the", what, "in the", where),
            sentence("the", other, who, verb, "the", what, "in the", where),
        )
    one, other = _either_way(draw, draw.word(SAME_VERBS))
    after = ("the", draw.word(COLORS), what, draw.word(WHEN))
    return _same(sentence("the", who, one, *after), sentence("the", who, other, *after))


def _antonym(draw: Draw) -> list[Example]:
    one, other = _either_way(draw, draw.word(ANTONYMS))
    who, where = draw.word(PEOPLE).singular, draw.word(PLACES).singular
    after = (who, draw.word(CLEAN).past, "the", draw.word(THINGS).singular, "in the", where)
    return _different(sentence("the", one, *after), sentence("the", other, *after))


def _passive(draw: Draw) -> list[Example]:
    who, what, verb = draw.word(PEOPLE).singular, draw.word(THINGS).singular, draw.word(CLEAN)
    when = draw.word(WHEN)
    first = sentence("the", who, verb.past, "the", what, when)
    return _same(first, sentence("the", what, "was", verb.participle, "by the", who, when))


def _passive_reversed(draw: Draw) -> list[Example]:
    (one, other), verb = draw.two(PEOPLE), draw.word(HELP)
    when = draw.word(WHEN)
    first = sentence("the", one.singular, verb.past, "the", other.singular, when)
    agent, patient = (one, other) if draw.chance() else (other, one)
    second = sentence("the", patient.singular, "was", verb.participle, "by the", agent.singular, when)
    return _same(first, second) if agent is one else _different(first, second)


def _roles(draw: Draw) -> list[Example]:
    (one, other), verb = draw.two(PEOPLE), draw.word(HELP).past
    city = draw.word(CITIES)
    first = sentence("the", one.singular, verb, "the", other.singular, "in", city)
    if draw.chance():
        return _different(first, sentence("the", other.singular, verb, "the", one.singular, "in", city))
    return _same(first, sentence("in", city, "the", one.singular, verb, "the", other.singular))


def _negation(draw: Draw) -> list[Example]:
    who, what, verb = draw.word(PEOPLE).singular, draw.word(THINGS).plural, draw.word(CLEAN)
    adjective = draw.word(COLORS)
    first = sentence("the", who, verb.past, "the", adjective, what)
    if draw.chance():
        return _different(first, sentence("the", who, "did not", verb.base, "the", adjective, what))
    return _same(first, sentence("the", who, "did", verb.base, "the", adjective, what))


def _entity(draw: Draw) -> list[Example]:
    names = FEMALE if draw.chance() else MALE
    (one, other), city = draw.two(names), draw.word(CITIES)
    verb, what = draw.word(CLEAN).past, draw.word(THINGS).singular
    if draw.chance():
        return _different(sentence(one, verb, "the", what, "in", city), sentence(other, verb, "the", what, "in", city))
    second = draw.two(CITIES)
    return _different(
        sentence(one, verb, "a", draw.word(COLORS), what, "in", second[0]),
        sentence(one, verb, "the", what, "in", second[1]),
    )


def _fronting(draw: Draw) -> list[Example]:
    name, city = draw.word(FEMALE if draw.chance() else MALE), draw.word(CITIES)
    verb, what = draw.word(CLEAN).past, draw.word(THINGS).singular
    color = draw.word(COLORS)
    return _same(
        sentence(name, verb, "the", color, what, "in", city), sentence("in", city, name, verb, "the", color, what)
    )


def _dative(draw: Draw) -> list[Example]:
    (one, other), what = draw.two(PEOPLE), draw.word(THINGS).singular
    verb = draw.one(("gave", "sold", "sent", "showed"))
    giver, receiver = one.singular, other.singular
    first = sentence("the", giver, verb, "the", receiver, "a", what)
    if draw.chance():
        return _same(first, sentence("the", giver, verb, "a", what, "to the", receiver))
    return _different(first, sentence("the", receiver, verb, "a", what, "to the", giver))


def _conjunction(draw: Draw) -> list[Example]:
    (one, other), verb = draw.two(FEMALE if draw.chance() else MALE), draw.word(HELP).past
    who = (draw.word(ADJECTIVES), draw.word(PEOPLE).singular)
    first = sentence(one, "and", other, verb, "the", *who)
    if draw.chance():
        return _same(first, sentence(other, "and", one, verb, "the", *who))
    return _different(first, sentence(other, "and the", *who, verb, one))


PHENOMENA: dict[str, Make] = {
    "synonym": _synonym,
    "antonym": _antonym,
    "passive": _passive,
    "passive with two people": _passive_reversed,
    "who did it to whom": _roles,
    "negation": _negation,
    "different entity": _entity,
    "fronting": _fronting,
    "giver and receiver": _dative,
    "conjunction": _conjunction,
}
