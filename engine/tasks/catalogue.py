"""The tasks that are built in. Adding one is adding an entry."""

from engine.tasks.entries import documents, minbert
from engine.tasks.entries.minbert import GLUE as _GLUE
from engine.tasks.task import Files, Hub, Official, Task

CONLL_LABELS = ("O", "B-MISC", "I-MISC", "B-PER", "I-PER", "B-ORG", "I-ORG", "B-LOC", "I-LOC")  # the published order
UPOS = (
    "ADJ", "ADP", "ADV", "AUX", "CCONJ", "DET", "INTJ", "NOUN", "NUM", "PART", "PRON", "PROPN", "PUNCT", "SCONJ",
    "SYM", "VERB", "X",
)  # fmt: skip

# The revision of GLUE is in wide use and holds parquet files, which load without running anybody's script.
# None of the revisions here and in entries/ could be downloaded where this was written: the first use will tell.
_GLUE_CITATION = "Wang et al. 2019, GLUE"

_ENTRIES = (
    Task(
        name="cola",
        title="CoLA",
        kind="sequence",
        description="Is the sentence acceptable English? (1 yes, 0 no)",
        metrics=("mcc", "accuracy"),
        labels=("0", "1"),
        official=(Official(8551, 1043, "97318af4216e4a45", "ad5173fed7f68b07"),),
        files=(Files(
            folders=("cola", "CoLA"),
            train=("train.tsv",),
            evaluation=("dev.tsv",),
            format="tsv",
            texts=(3,),
            label=1,
            tags=(("source", 0), ("mark", 2)),
            header=False,
        ),),
        hub=Hub(*_GLUE, config="cola", texts=("sentence",), names=("0", "1")),
        citation="Warstadt et al. 2019",
    ),
    Task(
        name="mrpc",
        title="MRPC",
        kind="pair",
        description="Do the two sentences say the same? (1 yes, 0 no)",
        metrics=("accuracy", "f1"),
        labels=("0", "1"),
        official=(Official(3668, 408, "819270226668dfa8", "674f2d07e94da083"),),
        files=(Files(
            folders=("mrpc", "MRPC"),
            train=("train.tsv",),
            evaluation=("dev.tsv",),
            format="tsv",
            texts=("#1 String", "#2 String"),
            label="Quality",
        ),),
        # The hub's copy is tokenised (spaces around punctuation), so its text differs from the official files'.
        hub=Hub(*_GLUE, config="mrpc", texts=("sentence1", "sentence2"), names=("0", "1")),
        citation="Dolan & Brockett 2005",
    ),
    Task(
        name="rte",
        title="RTE",
        kind="pair",
        description="Does the second sentence follow from the first?",
        metrics=("accuracy",),
        labels=("entailment", "not_entailment"),
        official=(Official(2490, 277, "647cc68ae7ec06f1", "e34df4adfb63b6e5"),),
        files=(Files(
            folders=("rte", "RTE"),
            train=("train.tsv",),
            evaluation=("dev.tsv",),
            format="tsv",
            texts=("sentence1", "sentence2"),
            label="label",
        ),),
        hub=Hub(*_GLUE, config="rte", texts=("sentence1", "sentence2")),
        citation=_GLUE_CITATION,
    ),
    Task(
        name="mnli",
        title="MNLI (matched)",
        kind="pair",
        description="Does the second sentence follow from the first, contradict it, or neither?",
        metrics=("accuracy",),
        labels=("entailment", "neutral", "contradiction"),
        evaluation_name="dev_matched",
        official=(Official(392702, 9815),),
        files=(Files(
            folders=("mnli", "MNLI"),
            train=("train.tsv",),
            evaluation=("dev_matched.tsv",),
            format="tsv",
            texts=("sentence1", "sentence2"),
            label="gold_label",
        ),),
        hub=Hub(*_GLUE, config="mnli", evaluation="validation_matched", texts=("premise", "hypothesis")),
        citation="Williams et al. 2018",
    ),
    Task(
        name="conll2003",
        title="CoNLL-2003 NER",
        kind="token",
        description="Which words name a person, an organisation, a location or something else?",
        metrics=("entity_f1", "token_accuracy"),
        labels=CONLL_LABELS,
        evaluation_name="valid",
        official=(Official(14041, 3250, "1e3e9f5a336ec4a9", "425939a4f9b96140"),),
        files=(Files(
            folders=("conll2003", "CoNLL-2003", "CONLL2003"),
            train=("train.txt", "eng.train"),
            evaluation=("valid.txt", "dev.txt", "eng.testa"),
            format="conll",
        ),),
        # The original hub entry needs a script, which datasets 5 refuses to run; this is a plain parquet copy of it.
        hub=Hub(
            path="hgissbkh/conll2003",
            revision="5486892e8a93564824714d4f5068cf07f5b3a95f",
            texts=("tokens",),
            label="ner_tags",
        ),
        citation="Tjong Kim Sang & De Meulder 2003",
    ),
    Task(
        name="ud",
        title="UD English-EWT POS",
        kind="token",
        description="What part of speech is each word (universal tags)?",
        metrics=("token_accuracy",),
        labels=UPOS,
        official=(Official(12544, 2001, "44cbbaacfbd4336d", "e2d9b1cc2079c1ca", version="UD_English-EWT @15d613d"),),
        files=(Files(
            folders=("ud_en_ewt", "UD_English-EWT", "ud"),
            train=("en_ewt-ud-train.conllu",),
            evaluation=("en_ewt-ud-dev.conllu",),
            format="conllu",
        ),),
        # Parquet with range rows and empty nodes taken out; revisions are tags named after UD releases.
        hub=Hub(
            path="commul/universal_dependencies",
            revision="2.17",
            config="en_ewt",
            evaluation="dev",
            texts=("tokens",),
            label="upos",
        ),
        citation="Silveira et al. 2014",
    ),
    *minbert.ENTRIES,
    *documents.ENTRIES,
    Task("mini-cola", "mini CoLA", "sequence", "Is the generated sentence acceptable English? (1 yes, 0 no)",
         ("mcc", "accuracy"), ("0", "1")),
    Task("mini-mrpc", "mini MRPC", "pair", "Do the two generated sentences say the same? (1 yes, 0 no)",
         ("accuracy", "f1"), ("0", "1")),
    Task("mini-ner", "mini NER", "token", "Which words of the generated sentence are names, and of what?",
         ("entity_f1", "token_accuracy"), CONLL_LABELS),
    Task("mini-pos", "mini POS", "token", "What part of speech is each word of the generated sentence?",
         ("token_accuracy",), UPOS),
)  # fmt: skip

TASKS: dict[str, Task] = {task.name: task for task in _ENTRIES}
