"""The words of the mini tasks, shared by all four. Names of people, places and clubs are invented or generic."""

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Words(Generic[T]):
    """Words of one class. The `rare` ones occur in evaluation only: knowing the words is not enough."""

    common: tuple[T, ...]
    rare: tuple[T, ...]


@dataclass(frozen=True)
class Noun:
    singular: str
    plural: str


@dataclass(frozen=True)
class Verb:
    base: str
    third: str  # she ...
    past: str
    participle: str
    gerund: str


def _nouns(text: str) -> tuple[Noun, ...]:
    return tuple(Noun(*(word.split("/") if "/" in word else (word, word + "s"))) for word in text.split())


def _verbs(text: str) -> tuple[Verb, ...]:
    """Regular verbs by their base form; irregular ones with all five forms, separated by slashes."""
    found = []
    for word in text.split():
        stem = word[:-1] if word.endswith("e") else word
        third = word + ("es" if word.endswith(("s", "sh", "ch", "x")) else "s")
        regular = Verb(word, third, stem + "ed", stem + "ed", stem + "ing")
        found.append(Verb(*word.split("/")) if "/" in word else regular)
    return tuple(found)


def _split(text: str) -> tuple[str, ...]:
    return tuple(text.split())


PEOPLE = Words(
    _nouns("teacher doctor student farmer lawyer singer pilot baker nurse driver writer painter child/children guest"),
    _nouns("engineer dancer sailor plumber"),
)
WOMEN = Words(_nouns("woman/women girl queen mother sister"), _nouns("aunt daughter"))
MEN = Words(_nouns("man/men boy king father brother"), _nouns("uncle son"))
THINGS = Words(
    _nouns("letter book picture table window report box/boxes car story/stories door basket chair"),
    _nouns("lamp ticket ladder bottle"),
)
PLACES = Words(
    _nouns("garden house school station office market bank kitchen"), _nouns("harbor library/libraries tower")
)

# done to people, done to things, and done to nobody
HELP = Words(
    _verbs("help visit follow call thank watch praise see/sees/saw/seen/seeing meet/meets/met/met/meeting"),
    _verbs("greet warn"),
)
CLEAN = Words(
    _verbs("clean paint open move carry/carries/carried/carried/carrying"
           " find/finds/found/found/finding sell/sells/sold/sold/selling write/writes/wrote/written/writing"),
    _verbs("borrow break/breaks/broke/broken/breaking"),
)  # fmt: skip
FIND = Words(  # never without an object
    _verbs("visit praise thank carry/carries/carried/carried/carrying find/finds/found/found/finding"),
    _verbs("borrow greet"),
)
SLEEP = Words(
    _verbs("laugh arrive smile wait vanish sneeze sleep/sleeps/slept/slept/sleeping fall/falls/fell/fallen/falling"),
    _verbs("cough weep/weeps/wept/wept/weeping"),
)

ADJECTIVES = Words(_split("old young tall quiet happy small kind famous busy clever"), _split("brave gentle lazy"))
COLORS = Words(_split("red green blue white black heavy new"), _split("yellow broken"))
NEAR = _split("near behind beside")
MANNER = Words(_split("quickly slowly quietly carefully"), _split("calmly gladly"))
WHEN = Words(_split("yesterday today often again"), _split("tonight later"))

FEMALE = Words(_split("Anna Mary Clara Nora Julia Emma"), _split("Laura Ida"))
MALE = Words(_split("Ben Peter Tom Paul Oscar David"), _split("Simon Hugo"))
SURNAMES = Words(
    _split("Hartwell Moss Fenwick Calder Bramley Stone Pennick Larkin Dorset Vane"),
    _split("Thornby Ashdown Quill Marrow"),
)
CITIES = Words(
    _split("Norvale Eastmere Brackford Tillburg Kestrel Windham Saltby Oakport Marlow Dunfield"),
    _split("Westmere Rockford Hillburg Ferndale"),
)
PEOPLES = Words(_split("Norvalian Eastmerian Tillburgish Marlovian Oakish"), _split("Dunfieldian Kestrelish"))

Lexeme = tuple[str, str]
SYNONYMS = Words(  # adjectives, each pair with one meaning
    (
        ("small", "little"),
        ("big", "large"),
        ("quiet", "silent"),
        ("fast", "quick"),
        ("famous", "well-known"),
        ("clever", "smart"),
    ),
    (("rich", "wealthy"), ("sick", "ill")),
)
ANTONYMS = Words(
    (("small", "big"), ("young", "old"), ("quiet", "loud"), ("fast", "slow"), ("rich", "poor"), ("happy", "sad")),
    (("tall", "short"), ("clever", "stupid")),
)
SAME_VERBS = Words(  # past forms, each pair with one meaning
    (("helped", "assisted"), ("bought", "purchased"), ("started", "began"), ("fixed", "repaired"), ("shut", "closed"),
     ("received", "got")),
    (("built", "constructed"), ("hid", "concealed")),
)  # fmt: skip
