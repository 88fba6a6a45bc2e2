"""Formula: the definition of one number. What it came to on a given run stands with the number, not here."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Formula:
    """A definition as it is shown beside a number."""

    key: str  # "nfr", "bwt"
    title: str  # "Negative flip rate (NFR)"
    words: str  # one or two plain sentences, no symbols
    latex: str  # of the formula, without dollar signs; b = forgotten, c = learned, N = units, R = result matrix
    citation: str  # the paper that defines it; "" where it is a textbook's
    reading: str = ""  # range and direction: "0 to 1; lower is better"
    caution: str = ""  # what it must not be taken for
    rivals: tuple[str, ...] = ()  # keys of other definitions that go by the same name
    symbols: str = ""  # what the letters in the formula stand for
