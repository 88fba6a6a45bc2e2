"""The data sets of Sun et al. 2019: reviews, questions, news and encyclopedia articles.

None of them has an official dev split; evaluation is on `test`, as in the paper and its code. Most come from Zhang et
al. 2015, in one form: "class","title","text" without header, classes from 1, quoted, a line break written as `\\n`.
Texts of several columns are joined by a space (the paper's code has " - " between AG News' two).
"""

from engine.tasks.task import Files, Hub, Official, Task

SENTIMENT = ("negative", "positive")
NEWS = ("World", "Sports", "Business", "Sci/Tech")
ONTOLOGY = (
    "Company", "EducationalInstitution", "Artist", "Athlete", "OfficeHolder", "MeanOfTransportation", "Building",
    "NaturalPlace", "Village", "Animal", "Plant", "Album", "Film", "WrittenWork",
)  # fmt: skip
ANSWERS = (
    "Society & Culture", "Science & Mathematics", "Health", "Education & Reference", "Computers & Internet", "Sports",
    "Business & Finance", "Entertainment & Music", "Family & Relationships", "Politics & Government",
)  # fmt: skip
COARSE = ("ABBR", "DESC", "ENTY", "HUM", "LOC", "NUM")
FINE = tuple(
    f"{coarse}:{fine}"
    for coarse, names in (
        ("ABBR", "abb exp"),
        ("DESC", "def desc manner reason"),
        ("ENTY", "animal body color cremat currency dismed event food instru lang letter other plant product religion "
         "sport substance symbol techmeth termeq veh word"),
        ("HUM", "desc gr ind title"),
        ("LOC", "city country mount other state"),
        ("NUM", "code count date dist money ord other perc period speed temp volsize weight"),
    )
    for fine in names.split()
)  # fmt: skip


def _zhang(folders: tuple[str, ...], width: int, labels: tuple[str, ...] = ()) -> Files:
    """The class in the first column, counted from 1; the texts in the others."""
    spelled = tuple((str(number), label) for number, label in enumerate(labels, 1))
    return Files(folders, ("train.csv",), ("test.csv",), "csv", tuple(range(1, width)), 0, header=False,
                 one_line=True, width=width, spelled=spelled)  # fmt: skip


def _questions(label: str, tag: str) -> Files:
    train, test = ("train_5500.label", "TREC.train"), ("TREC_10.label", "TREC.test")
    return Files(("trec", "TREC"), train, test, "questions", ("question",), label, ((tag, tag),), encoding="latin-1")


_IMDB = ("imdb", "IMDb", "aclImdb")
_AG = ("ag_news", "ag_news_csv")

# No hub entry: of TREC, Yelp's two labels, Yahoo and Sogou no copy that needs no script is known here with its full
# revision (datasets 5 refuses scripts, and an unpinned data set may change between two runs).
ENTRIES = (
    Task(
        "imdb", "IMDb", "sequence", "Is the film review positive?", ("accuracy",), SENTIMENT, "test",
        official=(Official(25000, 25000),),
        files=(
            Files(_IMDB, ("aclImdb/train", "train"), ("aclImdb/test", "test"), "reviews", ("text",), "label",
                  (("rating", "rating"),), spelled=(("neg", "negative"), ("pos", "positive"))),
            Files(_IMDB, ("train.jsonl",), ("test.jsonl",), "jsonl", ("text",), "label",
                  spelled=(("0", "negative"), ("1", "positive"))),
        ),
        hub=Hub("stanfordnlp/imdb", "e6281661ce1c48d982bc483cf8a173c1bbeb5d31", evaluation="test", texts=("text",),
                names=SENTIMENT),
        citation="Maas et al. 2011",
        repair="html breaks",
    ),
    Task(
        "yelp-polarity", "Yelp polarity", "sequence", "Is the review positive (3 or 4 stars) or negative (1 or 2)?",
        ("accuracy",), SENTIMENT, "test",
        official=(Official(560000, 38000),),
        files=(_zhang(("yelp-polarity", "yelp_polarity", "yelp_review_polarity_csv"), 2, SENTIMENT),),
        citation="Zhang et al. 2015",
        repair="escapes",
    ),
    Task(
        "yelp-full", "Yelp full", "sequence", "How many stars did the reviewer give, 1 to 5?",
        ("accuracy", "macro_f1"), ("1", "2", "3", "4", "5"), "test",
        official=(Official(650000, 50000),),
        files=(_zhang(("yelp-full", "yelp_full", "yelp_review_full_csv"), 2),),
        hub=Hub("Yelp/yelp_review_full", "c1f9ee939b7d05667af864ee1cb066393154bf85", evaluation="test",
                texts=("text",), names=("1", "2", "3", "4", "5")),
        citation="Zhang et al. 2015",
        repair="escapes",
    ),
    Task(
        "trec", "TREC", "sequence", "What kind of answer does the question ask for (6 kinds)?",
        ("accuracy", "macro_f1"), COARSE, "test",
        official=(Official(5452, 500, "02db35a070abb47b", "e5a8b45675bdc176"),),
        files=(_questions("coarse", "fine"),),
        citation="Li & Roth 2002",
        repair="strip",
    ),
    Task(
        "trec-fine", "TREC (fine)", "sequence", "What kind of answer does the question ask for (50 kinds)?",
        ("accuracy", "macro_f1"), FINE, "test",
        official=(Official(5452, 500, "f4b8ab939939a2a4", "59ac1af3795694fa"),),
        files=(_questions("fine", "coarse"),),
        citation="Li & Roth 2002",
        repair="strip",
    ),
    Task(
        "yahoo", "Yahoo! Answers", "sequence", "Which topic do the question and its best answer belong to?",
        ("accuracy", "macro_f1"), ANSWERS, "test",
        official=(Official(1400000, 60000),),
        files=(_zhang(("yahoo", "yahoo_answers", "yahoo_answers_csv"), 4, ANSWERS),),
        citation="Zhang et al. 2015",
        repair="escapes",
    ),
    Task(
        "ag_news", "AG News", "sequence", "What is the news about?", ("accuracy", "macro_f1"), NEWS, "test",
        official=(Official(120000, 7600),),
        files=(
            _zhang(_AG, 3, NEWS),
            # A form that is about: text and class from 0, title and description already joined.
            Files(_AG, ("train.csv",), ("test.csv",), "csv", (0,), 1, header=False, one_line=True, width=2,
                  spelled=tuple((str(number), label) for number, label in enumerate(NEWS))),
        ),
        hub=Hub("fancyzhx/ag_news", "eb185aade064a813bc0b7f42de02595523103ca4", evaluation="test", texts=("text",),
                names=NEWS),
        citation="Zhang et al. 2015",
        repair="backslash breaks",
    ),
    Task(
        "dbpedia", "DBpedia", "sequence", "What is the encyclopedia article about (14 kinds)?",
        ("accuracy", "macro_f1"), ONTOLOGY, "test",
        official=(Official(560000, 70000),),
        files=(_zhang(("dbpedia", "dbpedia_14", "dbpedia_csv"), 3, ONTOLOGY),),
        hub=Hub("fancyzhx/dbpedia_14", "9abd46cf7fc8b4c64290f26993c540b92aa145ac", evaluation="test",
                texts=("title", "content"), names=ONTOLOGY),
        citation="Zhang et al. 2015",
        repair="escapes",
    ),
    # Labels from the data: Zhang et al. have 5 classes of romanised news, Sun et al. 6 of another sample in Chinese.
    Task(
        "sogou", "Sogou News", "sequence", "Which topic does the Chinese news article belong to?",
        ("accuracy", "macro_f1"), None, "test",
        official=(Official(450000, 60000, version="Zhang et al. 2015"),
                  Official(54000, 6000, version="Sun et al. 2019")),
        files=(_zhang(("sogou", "sogou_news", "sogou_news_csv"), 3),),
        citation="Zhang et al. 2015",
        repair="escapes",
    ),
)  # fmt: skip
