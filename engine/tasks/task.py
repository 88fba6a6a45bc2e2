"""A task: something to learn and to be evaluated on, and its examples."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

KINDS = ("sequence", "pair", "token", "regression")


@dataclass(frozen=True)
class Example:
    """One example of a split. Its place in the split, counted from 0, is its stable id."""

    texts: tuple[str, ...] = ()  # one sentence, or the two of a pair; empty for a token task
    words: tuple[str, ...] = ()  # the words of a token task; empty otherwise
    gold: str | float | tuple[str, ...] = ""  # the label, the number (regression), or one label per word
    tags: Mapping[str, str] = field(default_factory=dict)  # what is known about it: source, phenomenon, ...

    def content_hash(self) -> str:
        """16 hex digits over texts, words and gold: guards every comparison between runs."""
        content = json.dumps([self.texts, self.words, self.gold], ensure_ascii=False)
        return hashlib.sha256(content.encode()).hexdigest()[:16]

    def contents(self) -> frozenset[str]:
        """Its texts, without what differs between copies: case, and white space between or within words."""
        texts = self.texts or ("".join(self.words),)
        return frozenset("".join(text.split()).casefold() for text in texts)


@dataclass(frozen=True)
class Files:
    """One form that a task's splits may have as files in a local folder. A column is a name, or a number from 0."""

    folders: tuple[str, ...]  # names the folder may have inside the data folder, the preferred one first
    train: tuple[str, ...]  # names the file may have, the preferred one first
    evaluation: tuple[str, ...]
    format: str  # one of engine.tasks.readers.FORMATS
    texts: tuple[str | int, ...] = ()  # the sentence(s), several of one text joined by a space; a token task's words
    label: str | int = "label"
    tags: tuple[tuple[str, str | int], ...] = ()  # what else to keep: (name, column)
    header: bool = True  # tsv and csv: the first line names the columns
    encoding: str = "utf-8"  # a byte order mark is skipped
    delimiter: str = ","  # csv
    one_line: bool = False  # csv: no row spans lines, so that a stray quotation mark spoils only its own
    width: int | None = None  # columns of a file without header, where forms are told apart by it
    spelled: tuple[tuple[str, str], ...] = ()  # the file's labels and ours, where they differ
    only: tuple[str, str] | None = None  # json: the rows with this value in this column
    held_out: float = 0.0  # one file for both splits: this share of its rows, the last ones, is for evaluation
    disjoint: bool = False  # texts of the evaluation, a family's members' too, are left out of the training rows


@dataclass(frozen=True)
class Hub:
    """Where a task's splits are on the Hugging Face hub, with the revision pinned."""

    path: str
    revision: str
    config: str | None = None
    train: str = "train"
    evaluation: str = "validation"
    texts: tuple[str, ...] = ()  # as in Files
    label: str = "label"  # column of the label(s); integers are read through the data set's own label names
    names: tuple[str, ...] | None = None  # label names by integer, where the hub's own differ from ours


@dataclass(frozen=True)
class Official:
    """What the official split looks like, to recognise it by."""

    train_rows: int
    evaluation_rows: int
    train_fingerprint: str | None = None  # None: the official files were not at hand to take it from
    evaluation_fingerprint: str | None = None
    version: str = ""  # which release or commit, where there are several


@dataclass(frozen=True)
class Task:
    """One entry of the catalogue, or a user's `task.json`."""

    name: str
    title: str  # as a paper would write it
    kind: str  # one of KINDS
    description: str  # one sentence for the Launch page
    metrics: tuple[str, ...]  # names in engine.metrics; the first is the default
    labels: tuple[str, ...] | None = None  # None: from the data (or regression)
    evaluation_name: str = "dev"  # what the evaluation split is called: dev, valid, test
    official: tuple[Official, ...] = ()  # there may be several: GLUE's QQP is not split as CS224N's
    files: tuple[Files, ...] = ()  # the forms its files may have, the preferred one first
    hub: Hub | None = None
    citation: str = ""
    repair: str = "none"  # one of engine.tasks.readers.REPAIRS, for texts of files and of the hub alike
    span: tuple[float, float] | None = None  # regression: the lowest and the highest number there can be

    @property
    def head(self) -> str:
        """Name of the output layer. One per task; a family `amazon:books` shares the head `amazon`."""
        return head_of(self.name)


def head_of(task: str) -> str:
    """The head of the task of that name."""
    return task.split(":")[0]


@dataclass(frozen=True)
class TaskData:
    """A task with its examples read, its labels resolved, and where they came from."""

    task: Task
    train: tuple[Example, ...]
    evaluation: tuple[Example, ...]
    source: str  # "local: cola/train.tsv, cola/dev.tsv", "hub: nyu-mll/glue@bcdcba79 cola", "generated"; no full path
    official: bool | None = None  # None: there is no official split to differ from
    split_note: str = ""  # why it is not the official split, and what was left out; for people
    malformed: int = 0  # rows that were wrong and dropped, as `source` and `split_note` say, too

    @property
    def train_fingerprint(self) -> str:
        return fingerprint(self.train)

    @property
    def evaluation_fingerprint(self) -> str:
        return fingerprint(self.evaluation)


def fingerprint(examples: Sequence[Example]) -> str:
    """16 hex digits over the content of all examples in their order."""
    digest = hashlib.sha256()
    for example in examples:
        digest.update(example.content_hash().encode())
    return digest.hexdigest()[:16]
