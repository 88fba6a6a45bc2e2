"""mini-pos: sentences with universal part-of-speech tags; many words change theirs with the sentence."""

from engine.tasks.mini.draw import Draw, Make
from engine.tasks.mini.lexicon import (
    ADJECTIVES,
    CITIES,
    CLEAN,
    COLORS,
    FEMALE,
    HELP,
    MALE,
    MANNER,
    NEAR,
    PEOPLE,
    PLACES,
    SLEEP,
    SURNAMES,
    THINGS,
    WHEN,
    Words,
)  # fmt: skip
from engine.tasks.task import Example

_BOTH = Words(("watch", "call", "paint", "work", "dance", "help", "wait", "smile", "laugh"), ("sleep", "fall", "move"))
_EFFECTS = ("surprised", "pleased", "helped", "worried", "calmed")
_DEEDS = ("work", "laundry", "shopping", "cooking", "homework")
_OFTEN_PART = ("up", "down", "out")


def _tagged(*parts: str) -> list[Example]:
    """Words from `TAG word` or `TAG word word ...` parts; the first word gets a capital letter."""
    words: list[str] = []
    tags: list[str] = []
    for part in parts:
        tag, *more = part.split()
        words += more
        tags += [tag] * len(more)
    words[0] = words[0][0].upper() + words[0][1:]
    return [Example(words=tuple(words), gold=tuple(tags))]


def _noun_verb(draw: Draw) -> list[Example]:
    """The same form as a noun and as a verb."""
    both, who, where = draw.word(_BOTH), draw.word(PEOPLE), draw.word(PLACES)
    return draw.one((
        _tagged("DET the", f"NOUN {both}", "VERB surprised", "DET the", f"NOUN {who.plural}", "PUNCT ."),
        _tagged("DET the", f"NOUN {who.plural}", f"VERB {both}", "ADP in", f"NOUN {where.plural}", "PUNCT ."),
        _tagged("PRON they", f"VERB {both}", f"ADP {draw.one(NEAR)}", "DET the", f"NOUN {where.singular}", "PUNCT ."),
        _tagged("PRON she", "VERB needs", "DET a", f"NOUN {both}", "PUNCT ."),
        _tagged("PRON they", "VERB want", "PART to", f"VERB {both}", f"ADV {draw.word(WHEN)}", "PUNCT ."),
    ))  # fmt: skip


def _to(draw: Draw) -> list[Example]:
    """`to` before a verb and before a place."""
    name = draw.word(FEMALE if draw.chance() else MALE)
    if draw.chance():
        verb, thing = draw.word(CLEAN).base, draw.word(THINGS).singular
        return _tagged(f"PROPN {name}", "VERB wants", "PART to", f"VERB {verb}", "DET the", f"NOUN {thing}", "PUNCT .")
    return _tagged(f"PROPN {name}", "VERB went", "ADP to", "DET the", f"NOUN {draw.word(PLACES).singular}", "PUNCT .")


def _that(draw: Draw) -> list[Example]:
    """`that` as determiner, conjunction and pronoun."""
    who, verb = draw.word(PEOPLE).singular, draw.word(SLEEP).past
    return draw.one((
        _tagged("DET that", f"ADJ {draw.word(ADJECTIVES)}", f"NOUN {who}", f"VERB {verb}", "PUNCT ."),
        _tagged("PRON she", "VERB said", "SCONJ that", "DET the", f"NOUN {who}", f"VERB {verb}", "PUNCT ."),
        _tagged("PRON that", f"VERB {draw.one(_EFFECTS)}", "DET the", f"NOUN {who}", "PUNCT ."),
    ))  # fmt: skip


def _have(draw: Draw) -> list[Example]:
    """`has`, `is` and `did` as helping verbs and on their own."""
    who, thing = draw.word(PEOPLE).singular, draw.word(THINGS).singular
    color = draw.word(COLORS)
    return draw.one((
        _tagged("DET the", f"NOUN {who}", "AUX has", f"VERB {draw.word(HELP).participle}", "PRON her", "PUNCT ."),
        _tagged("DET the", f"NOUN {who}", "VERB has", "DET a", f"ADJ {color}", f"NOUN {thing}", "PUNCT ."),
        _tagged("AUX did", "DET the", f"NOUN {who}", f"VERB {draw.word(SLEEP).base}", "PUNCT ?"),
        _tagged("DET the", f"NOUN {who}", "VERB did", "DET the", f"NOUN {draw.one(_DEEDS)}", "PUNCT ."),
    ))  # fmt: skip


def _fast(draw: Draw) -> list[Example]:
    """`fast` before a noun and after a verb."""
    who = draw.word(PEOPLE).singular
    fast = draw.one(("fast", "hard", "late", "early"))
    if draw.chance():
        return _tagged("DET the", f"ADJ {fast}", f"NOUN {who}", f"VERB {draw.word(SLEEP).past}", "PUNCT .")
    return _tagged(
        "DET the", f"NOUN {who}", f"VERB {draw.one(('worked', 'danced', 'arrived', 'slept'))}", f"ADV {fast}", "PUNCT ."
    )


def _name(draw: Draw) -> list[Example]:
    """Names, and the common nouns that some of them are."""
    name, surname, city = draw.word(FEMALE if draw.chance() else MALE), draw.word(SURNAMES), draw.word(CITIES)
    if draw.chance():
        verb = draw.word(SLEEP).past
        return _tagged(
            f"PROPN {name} {surname}", f"VERB {verb}", "ADP in", f"PROPN {city}", f"ADV {draw.word(WHEN)}", "PUNCT ."
        )
    stone = draw.one(("stone", "moss", "quill", "marrow"))
    verb = draw.word(CLEAN).past
    return _tagged(f"PROPN {name}", f"VERB {verb}", "DET the", f"ADJ {draw.word(COLORS)}", f"NOUN {stone}", "PUNCT .")


def _particle(draw: Draw) -> list[Example]:
    """`up` beside a verb, and before a noun. Both are ADP in universal tags, but alone it is an adverb."""
    name, part = draw.word(FEMALE if draw.chance() else MALE), draw.one(_OFTEN_PART)
    if draw.chance():
        return _tagged(
            f"PROPN {name}", "VERB looked", f"ADP {part}", "DET the", f"NOUN {draw.word(PLACES).singular}", "PUNCT ."
        )
    return _tagged(
        f"PROPN {name}",
        f"VERB {draw.one(('went', 'looked', 'walked'))}",
        f"ADV {part}",
        f"ADV {draw.word(WHEN)}",
        "PUNCT .",
    )


def _plain(draw: Draw) -> list[Example]:
    who, thing, number = draw.word(PEOPLE), draw.word(THINGS), draw.one(("two", "three", "five", "ten"))
    how, also = draw.word(MANNER), draw.word(PEOPLE).plural
    clean, help_, sleep = draw.word(CLEAN).past, draw.word(HELP).past, draw.word(SLEEP).past
    counted = (f"NUM {number}", f"NOUN {who.plural}", f"VERB {clean}")
    return draw.one((
        _tagged(*counted, "DET the", f"NOUN {thing.plural}", f"ADV {how}", "PUNCT ."),
        _tagged("DET the", f"NOUN {who.singular}", "CCONJ and", "DET the", f"NOUN {also}", f"VERB {sleep}", "PUNCT ."),
        _tagged("PRON we", f"VERB {help_}", "PRON them", "SCONJ because", "PRON they", f"VERB {sleep}", "PUNCT ."),
    ))  # fmt: skip


PHENOMENA: dict[str, Make] = {
    "noun or verb": _noun_verb,
    "two kinds of to": _to,
    "three kinds of that": _that,
    "helping verb or verb": _have,
    "adjective or adverb": _fast,
    "name or noun": _name,
    "particle or adverb": _particle,
    "plain": _plain,
}
