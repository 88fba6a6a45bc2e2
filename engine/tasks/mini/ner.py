"""mini-ner: sentences with names of people, organisations, places and other things, some of them ambiguous."""

from engine.tasks.mini.draw import Draw, Make
from engine.tasks.mini.lexicon import (
    ADJECTIVES,
    CITIES,
    CLEAN,
    COLORS,
    FEMALE,
    HELP,
    MALE,
    PEOPLE,
    PEOPLES,
    PLACES,
    SLEEP,
    SURNAMES,
    THINGS,
    WHEN,
)  # fmt: skip
from engine.tasks.task import Example

Part = tuple[str, str]  # words, and the entity type or "" for none

_FIRMS = ("Bank", "Motors", "Airlines", "University", "Press", "Foods")
_CLUBS = ("United", "Rovers", "City", "Athletic")
_EVENTS = ("Cup", "Festival", "Open", "Prize")


def _tagged(*parts: Part | str) -> list[Example]:
    """Words with their tags in IOB2, and a full stop."""
    words: list[str] = []
    tags: list[str] = []
    for part in (*parts, "."):
        text, kind = part if isinstance(part, tuple) else (part, "")
        for place, word in enumerate(text.split()):
            words.append(word)
            tags.append(f"{'I' if place else 'B'}-{kind}" if kind else "O")
    if tags[0] == "O":
        words[0] = words[0][0].upper() + words[0][1:]
    return [Example(words=tuple(words), gold=tuple(tags))]


def _first_name(draw: Draw) -> str:
    return draw.word(FEMALE if draw.chance() else MALE)


def _full_name(draw: Draw) -> Part:
    return f"{_first_name(draw)} {draw.word(SURNAMES)}", "PER"


def _place(draw: Draw) -> Part:
    city = draw.word(CITIES)
    return draw.one((city, city, f"Lake {city}", f"New {city}", f"{city} Valley")), "LOC"


def _firm(draw: Draw) -> Part:
    return f"{draw.word(CITIES if draw.chance() else SURNAMES)} {draw.one(_FIRMS)}", "ORG"


def _club(draw: Draw) -> Part:
    return f"{draw.word(CITIES)} {draw.one(_CLUBS)}", "ORG"


def _score(draw: Draw) -> str:
    return f"{draw.one('12345')} - {draw.one('0123')}"


def _single(draw: Draw) -> list[Example]:
    person, city = (_first_name(draw), "PER"), (draw.word(CITIES), "LOC")
    verb = draw.word(SLEEP).past
    if draw.chance():
        return _tagged(person, verb, "in", city, draw.word(WHEN))
    return _tagged("in", city, ",", person, draw.word(CLEAN).past, "the", draw.word(COLORS), draw.word(THINGS).singular)


def _multi(draw: Draw) -> list[Example]:
    if draw.chance():
        return _tagged(_full_name(draw), "works for", _firm(draw), "in", _place(draw))
    return _tagged("the", draw.word(PEOPLE).singular, draw.word(HELP).past, _full_name(draw), "at", _firm(draw))


def _city_as_club(draw: Draw) -> list[Example]:
    """A city's name alone is a club when it plays, and a place when somebody goes there."""
    one, other = draw.two(CITIES)
    if draw.chance():
        return _tagged((one, "ORG"), draw.one(("beat", "lost to", "drew with")), (other, "ORG"), _score(draw))
    if draw.chance():
        return _tagged(_full_name(draw), draw.one(("scored twice for", "signed for")), (one, "ORG"), draw.word(WHEN))
    return _tagged(_full_name(draw), draw.one(("moved to", "lives in", "flew to")), (one, "LOC"), draw.word(WHEN))


def _club_name(draw: Draw) -> list[Example]:
    if draw.chance():
        return _tagged(
            _club(draw), draw.one(("beat", "lost to")), _club(draw), _score(draw), "in", (draw.word(CITIES), "LOC")
        )
    return _tagged(_club(draw), "thanked the", draw.word(ADJECTIVES), draw.word(PEOPLE).plural)


def _city_as_surname(draw: Draw) -> list[Example]:
    city = draw.word(CITIES)
    if draw.chance():
        return _tagged(
            draw.one(("Mrs.", "Mr.", "Dr.")), (city, "PER"), draw.word(HELP).past, "the", draw.word(PEOPLE).plural
        )
    return _tagged("the", draw.word(PEOPLE).singular, draw.word(SLEEP).past, "near", (city, "LOC"), draw.word(WHEN))


def _nationality(draw: Draw) -> list[Example]:
    people, who = (draw.word(PEOPLES), "MISC"), draw.word(PEOPLE)
    if draw.chance():
        return _tagged("the", people, who.singular, draw.word(HELP).past, _full_name(draw))
    return _tagged(_full_name(draw), draw.word(CLEAN).past, "the", people, draw.word(THINGS).plural)


def _event(draw: Draw) -> list[Example]:
    event = f"{draw.word(CITIES if draw.chance() else PEOPLES)} {draw.one(_EVENTS)}", "MISC"
    if draw.chance():
        return _tagged(_club(draw), "won the", event, draw.word(WHEN))
    return _tagged("the", draw.word(PEOPLE).plural, "talked about the", event, "in", _place(draw))


def _adjacent(draw: Draw) -> list[Example]:
    """Two entities side by side: only the B- tag tells where the second begins."""
    return _tagged(
        "in", (draw.word(CITIES), "LOC"), _full_name(draw), draw.word(HELP).past, "the", draw.word(PEOPLE).singular
    )


def _nothing(draw: Draw) -> list[Example]:
    who, where = draw.word(PEOPLE).singular, draw.word(PLACES).singular
    return _tagged(
        "the", draw.word(ADJECTIVES), who, draw.word(CLEAN).past, "the", draw.word(THINGS).singular, "in the", where
    )


PHENOMENA: dict[str, Make] = {
    "single-word names": _single,
    "multi-word names": _multi,
    "city or club": _city_as_club,
    "club name with a city in it": _club_name,
    "city or surname": _city_as_surname,
    "nationality": _nationality,
    "event": _event,
    "adjacent entities": _adjacent,
    "no entity": _nothing,
}
