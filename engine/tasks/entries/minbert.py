"""The tasks of CS224N's minBERT project: sentiment (SST-5, CFIMDB), paraphrases (Quora), similarity (STS).

Its files are named .csv but separated by tabs, with an index column before the ids. They are quoted, as Python's csv
module does by default; a row never spans lines. The project's loader lower-cases SST's and CFIMDB's sentences and puts
spaces before the punctuation of pairs; here the text stays as it is.
"""

from engine.tasks.task import Files, Hub, Official, Task

VERSION = "CS224N minBERT"
GLUE = ("nyu-mll/glue", "bcdcba79d07bc864c1c254ccfcedcce55bcc9a8c")  # see the catalogue on pinned revisions


def _files(folders: tuple[str, ...], name: str, texts: tuple[str, ...], label: str, **more: object) -> Files:
    names = {split: (f"{name}-{end}.csv",) for split, end in (("train", "train"), ("evaluation", "dev"))}
    return Files(folders, **names, format="csv", texts=texts, label=label, delimiter="\t", one_line=True, **more)


ENTRIES = (
    Task(
        name="sst",
        title="SST-5",
        kind="sequence",
        description="How positive is the sentence of a film review? (0 negative, 1 somewhat negative, 2 neutral, "
        "3 somewhat positive, 4 positive)",
        metrics=("accuracy", "macro_f1"),
        labels=("0", "1", "2", "3", "4"),
        official=(Official(8544, 1101, "bb7d776684942354", "173fa34d8628f7bc", VERSION),),
        files=(_files(("sst", "SST"), "ids-sst", ("sentence",), "sentiment"),),
        hub=Hub("SetFit/sst5", "e51bdcd8cd3a30da231967c1a249ba59361279a3", texts=("text",),
                names=("0", "1", "2", "3", "4")),
        citation="Socher et al. 2013",
        repair="strip",
    ),
    Task(
        name="qqp",
        title="QQP",
        kind="pair",
        description="Do the two questions ask the same? (1 yes, 0 no)",
        metrics=("accuracy", "f1"),
        labels=("0", "1"),
        # Rows that load: its dev file has two malformed ones more.
        official=(Official(141498, 20212, version=f"{VERSION}, without malformed rows"),
                  Official(363846, 40430, version="GLUE")),
        files=(
            _files(("qqp", "quora", "QQP"), "quora", ("sentence1", "sentence2"), "is_duplicate",
                   spelled=(("0.0", "0"), ("1.0", "1"))),
            Files(("qqp", "quora", "QQP"), ("train.tsv",), ("dev.tsv",), "tsv", ("question1", "question2"),
                  "is_duplicate"),
        ),
        hub=Hub(*GLUE, config="qqp", texts=("question1", "question2"), names=("0", "1")),
        citation="Iyer et al. 2017",
        repair="strip",
    ),
    Task(
        name="sts",
        title="STS",
        kind="regression",
        description="How similar are the two sentences, from 0 (not at all) to 5 (the same)?",
        metrics=("pearson", "spearman"),
        official=(Official(6040, 863, "97c821032e5a9c65", "b40e04885d423a55", VERSION),
                  Official(5749, 1500, version="GLUE STS-B")),
        files=(
            _files(("sts", "STS", "STS-B"), "sts", ("sentence1", "sentence2"), "similarity"),
            Files(("sts", "STS", "STS-B"), ("train.tsv",), ("dev.tsv",), "tsv", ("sentence1", "sentence2"), "score"),
        ),
        hub=Hub(*GLUE, config="stsb", texts=("sentence1", "sentence2")),
        citation="Cer et al. 2017",
        repair="strip",
        span=(0.0, 5.0),
    ),
    # There is no copy of it on the hub that we know of.
    Task(
        name="cfimdb",
        title="CFIMDB",
        kind="sequence",
        description="Is the film review positive? Half of them were rewritten to say the opposite (1 yes, 0 no)",
        metrics=("accuracy",),
        labels=("0", "1"),
        official=(Official(1707, 245, "970c11ba5a1352cb", "a73cfb6e4b493b38", VERSION),),
        files=(_files(("cfimdb", "CFIMDB"), "ids-cfimdb", ("sentence",), "sentiment"),),
        citation="Kaushik et al. 2020",
        repair="strip",
    ),
)  # fmt: skip
