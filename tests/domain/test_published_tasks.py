"""The tasks of the published systems in their official forms: small files of our own, and mistakes in them."""

from collections import Counter

import pytest

from engine import tasks
from engine.errors import UserError


def put(tmp_path, name, content, encoding="utf-8"):
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode(encoding))
    return tmp_path


def both(tmp_path, folder, names, content, encoding="utf-8"):
    for name in names:
        put(tmp_path, f"{folder}/{name}", content, encoding)
    return tmp_path


CSV = ("train.csv", "test.csv")


def test_sst_is_separated_by_tabs_and_its_first_column_is_no_id(tmp_path):
    content = "\tid\tsentence\tsentiment\n0\ta1\t A fine film .\t4\n1\tb2\t Oh dear .\t0\n"
    data = tasks.load("sst", both(tmp_path, "sst", ("ids-sst-train.csv", "ids-sst-dev.csv"), content))
    assert [(e.texts, e.gold) for e in data.evaluation] == [(("A fine film .",), "4"), (("Oh dear .",), "0")]
    assert (data.task.evaluation_name, data.official) == ("dev", False)


def test_the_test_file_without_labels_is_no_dev_file(tmp_path):
    put(tmp_path, "sst/ids-sst-train.csv", "\tid\tsentence\tsentiment\n0\ta1\tFine .\t4\n")
    put(tmp_path, "sst/ids-sst-dev.csv", "\tid\tsentence\t0\n0\ta1\tFine .\t\n")
    with pytest.raises(UserError) as error:
        tasks.load("sst", tmp_path)
    assert str(error.value) == (
        "sst/ids-sst-dev.csv, line 1: there is no column 'sentiment'. There is: '', 'id', 'sentence', '0'"
    )


def test_quora_is_quoted_and_its_labels_are_written_as_numbers(tmp_path):
    content = '\tid\tsentence1\tsentence2\tis_duplicate\n7\ta\t"Is ""it""\there?"\tWhere?\t1.0\n9\tb\tWho?\tWhy?\t0.0\n'
    data = tasks.load("qqp", both(tmp_path, "quora", ("quora-train.csv", "quora-dev.csv"), content))
    assert [(e.texts, e.gold) for e in data.train] == [
        (('Is "it"\there?', "Where?"), "1"), (("Who?", "Why?"), "0"),
    ]  # fmt: skip


def test_glues_form_of_quora_and_of_sts(tmp_path):
    header = "id\tqid1\tqid2\tquestion1\tquestion2\tis_duplicate\n"
    both(tmp_path, "QQP", ("train.tsv", "dev.tsv"), header + '1\t2\t3\t"Who?\tWhy?\t0\n')
    assert tasks.load("qqp", tmp_path).train[0].texts == ('"Who?', "Why?")
    both(tmp_path, "STS-B", ("train.tsv", "dev.tsv"), "index\tsentence1\tsentence2\tscore\n0\tA.\tB.\t3.8\n")
    assert tasks.load("sts", tmp_path).train[0].gold == 3.8


def test_sts_goes_from_0_to_5(tmp_path):
    header, row = "\tid\tsentence1\tsentence2\tsimilarity\n", "0\ta\tOne.\tTwo.\t{}\n"
    names = ("sts-train.csv", "sts-dev.csv")
    assert tasks.load("sts", both(tmp_path, "sts", names, header + row.format("5.0"))).train[0].gold == 5.0
    both(tmp_path, "sts", names, header + row.format("50"))
    with pytest.raises(UserError, match=r"^sts/sts-train.csv, line 2: expected a number from 0 to 5, got 50$"):
        tasks.load("sts", tmp_path)


def test_imdb_in_its_folders_has_line_breaks_and_alternating_labels(tmp_path):
    for split in ("train", "test"):
        for name, text in (
            ("pos/0_9", "Good.<br /><br />Very."), ("pos/1_7", "Fine."), ("neg/0_3", "Bad."), ("neg/10_1", "Dire."),
            ("neg/2_4", "Weak."), ("unsup/0_0", "What?"),
        ):  # fmt: skip
            put(tmp_path, f"aclImdb/{split}/{name}.txt", text)
    data = tasks.load("imdb", tmp_path)
    assert [(e.texts[0], e.gold, e.tags["rating"]) for e in data.train] == [
        ("Good.\n\nVery.", "positive", "9"),
        ("Bad.", "negative", "3"),
        ("Fine.", "positive", "7"),
        ("Weak.", "negative", "4"),
        ("Dire.", "negative", "1"),
    ]
    assert data.source == "local: aclImdb/train, aclImdb/test"
    assert data.task.evaluation_name == "test"
    put(tmp_path, "aclImdb/test/pos/notes.txt", "x")
    with pytest.raises(UserError, match=r"^aclImdb/test/pos/notes.txt: expected a name like 0_9.txt, number and"):
        tasks.load("imdb", tmp_path)


def test_the_archive_of_imdb_may_lie_one_folder_deeper(tmp_path):
    for split in ("train", "test"):
        for label in ("pos", "neg"):
            put(tmp_path, f"imdb/aclImdb/{split}/{label}/0_5.txt", "So.")
    assert tasks.load("imdb", tmp_path).source == "local: imdb/aclImdb/train, imdb/aclImdb/test"
    (tmp_path / "imdb/aclImdb/test/neg/0_5.txt").unlink()
    (tmp_path / "imdb/aclImdb/test/neg").rmdir()
    with pytest.raises(UserError, match=r"^imdb/aclImdb/test: there is no folder neg/. There is: pos$"):
        tasks.load("imdb", tmp_path)


def test_trec_is_latin_1_and_has_two_label_lists(tmp_path):
    content = "LOC:city What is the capital of Österreich ?\nNUM:dist How far : is it ?\n"
    both(tmp_path, "trec", ("train_5500.label", "TREC_10.label"), content, "latin-1")
    coarse, fine = tasks.load("trec", tmp_path), tasks.load("trec-fine", tmp_path)
    assert [(e.texts[0], e.gold, e.tags) for e in coarse.train] == [
        ("What is the capital of Österreich ?", "LOC", {"fine": "LOC:city"}),
        ("How far : is it ?", "NUM", {"fine": "NUM:dist"}),
    ]
    assert [(e.gold, e.tags) for e in fine.train] == [("LOC:city", {"coarse": "LOC"}), ("NUM:dist", {"coarse": "NUM"})]
    assert (len(coarse.task.labels), len(fine.task.labels)) == (6, 50)
    both(tmp_path, "trec", ("train_5500.label",), "LOC:city Where ?\nWhere is it ?\n")
    with pytest.raises(UserError, match=r"line 2: expected 'COARSE:fine question', got 'Where is it \?'"):
        tasks.load("trec", tmp_path)


def test_ag_news_of_three_columns_counts_from_1(tmp_path):
    content = '"3","Oil up","Prices\\nearly rose\\again, ""again"""\n"4","Moon","A \\\\ crater"\n'
    data = tasks.load("ag_news", both(tmp_path, "ag_news", CSV, content))
    assert [(e.texts, e.gold) for e in data.train] == [
        (('Oil up Prices\nnearly rose\nagain, "again"',), "Business"), (("Moon A \n\n crater",), "Sci/Tech"),
    ]  # fmt: skip


def test_ag_news_of_two_columns_counts_from_0(tmp_path):
    put(tmp_path, "ag_news/train.csv", '"Oil up, prices too",2\nMoon,3\n')
    put(tmp_path, "ag_news/test.csv", '"3","Oil","up"\n')
    data = tasks.load("ag_news", tmp_path)
    assert [e.gold for e in (*data.train, *data.evaluation)] == ["Business", "Sci/Tech", "Business"]
    put(tmp_path, "ag_news/test.csv", '"3","Oil","up","x"\n')
    with pytest.raises(UserError, match=r"^ag_news/test.csv has 4 columns in its first line; expected 3 or 2$"):
        tasks.load("ag_news", tmp_path)


@pytest.mark.parametrize(
    "name, folder, row, text, gold",
    [
        ("yelp-polarity", "yelp_review_polarity_csv", '"1","Bad.\\n\\n\\""Never\\"" again, ""ever"""',
         'Bad.\n\n"Never" again, "ever"', "negative"),
        ("yelp-polarity", "yelp-polarity", '"2","Good."', "Good.", "positive"),
        ("yelp-full", "yelp_review_full_csv", '"5","Good, very."', "Good, very.", "5"),
        ("yahoo", "yahoo_answers_csv", '"10","Who won?","","Nobody\\nyet."', "Who won? Nobody\nyet.",
         "Politics & Government"),
        ("dbpedia", "dbpedia_csv", '14,"A Book"," A Book is a book."', "A Book A Book is a book.", "WrittenWork"),
    ],
)  # fmt: skip
def test_zhangs_form(tmp_path, name, folder, row, text, gold):
    data = tasks.load(name, both(tmp_path, folder, CSV, f"{row}\n"))
    assert [(e.texts, e.gold) for e in data.train] == [((text,), gold)]
    assert (data.source, data.task.evaluation_name) == (f"local: {folder}/train.csv, {folder}/test.csv", "test")
    assert data.official is False


def test_sogou_has_five_labels_or_six(tmp_path):
    rows = "".join(f'"{n}","xin1 wen2","di4 {n} tiao2"\n' for n in range(1, 7))
    assert tasks.load("sogou", both(tmp_path, "sogou", CSV, rows)).task.labels == ("1", "2", "3", "4", "5", "6")
    five = "".join(rows.splitlines(keepends=True)[:5])
    assert tasks.load("sogou", both(tmp_path, "sogou", CSV, five)).task.labels == ("1", "2", "3", "4", "5")


@pytest.mark.parametrize(
    "content, message",
    [
        ("class,title,description\n" + '"1","A","b"\n' * 2, "line 1: unknown label 'class'. Labels of this task: Wor"),
        (
            '"0","A","b"\n"1","A","b"\n',
            "line 1: unknown label '0'. Labels of this task: World, Sports, Business, Sci/T",
        ),
        ('"1","A","b"\n"1","A\n', "line 2: not a valid csv row (unexpected end of data)"),
        ('"1","A","b"\n"1","A"\n', "line 2: 2 columns, but the form has 3"),
        ('"1","A","b"\n"1","",""\n', "line 2: no text in column 1 or 2"),
        ("", "has 0 columns in its first line; expected 3 or 2"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(tmp_path, content, message):
    both(tmp_path, "ag_news", CSV, content)
    with pytest.raises(UserError) as error:
        tasks.load("ag_news", tmp_path)
    assert str(error.value).removeprefix("ag_news/train.csv").lstrip(", ").startswith(message)


def quora(tmp_path, good, bad):
    header = "\tid\tsentence1\tsentence2\tis_duplicate\n"
    rows = [f"{n}\ti{n}\tWho {n}?\tWhy?\t{n % 2}.0\n" for n in range(good)]
    put(tmp_path, "quora/quora-dev.csv", header + "".join(rows))
    return put(tmp_path, "quora/quora-train.csv", header + "".join([*rows[:3], *bad, *rows[3:]]))


BAD = ["8\tx\tAny?\tNone\t\n", "9\tx\tAny?\n"]


def test_malformed_rows_are_refused_and_all_of_them_are_named(tmp_path):
    quora(tmp_path, 40, BAD)
    with pytest.raises(UserError) as error:
        tasks.load("qqp", tmp_path)
    assert str(error.value) == (
        "quora/quora-train.csv, line 5: column 'is_duplicate' must hold a label, got ''; and 1 more (line 6). "
        "To leave them out: task_settings.qqp.malformed=drop"
    )


def test_malformed_rows_are_dropped_only_when_the_plan_says_so_and_counted(tmp_path):
    data = tasks.load("qqp", quora(tmp_path, 40, BAD), malformed="drop")
    assert (len(data.train), len(data.evaluation), data.malformed) == (40, 40, 2)
    assert data.source == "local: quora/quora-train.csv (2 malformed rows dropped), quora/quora-dev.csv"
    assert data.split_note.endswith("; 2 malformed rows dropped")
    assert Counter(e.gold for e in data.train) == {"0": 20, "1": 20}


def test_too_many_malformed_rows_are_another_format(tmp_path):
    with pytest.raises(UserError) as error:
        tasks.load("qqp", quora(tmp_path, 30, BAD), malformed="drop")
    assert str(error.value).startswith(
        "2 of 32 rows of quora/quora-train.csv are malformed, too many to drop (at most 5%): is it the right file?"
    )


def test_a_file_without_a_single_good_row(tmp_path):
    header = "\tid\tsentence1\tsentence2\tis_duplicate\n"
    both(tmp_path, "quora", ("quora-train.csv", "quora-dev.csv"), header + "".join(BAD))
    with pytest.raises(UserError, match=r"line 2: .*got ''; none of its 2 rows can be read$"):
        tasks.load("qqp", tmp_path, malformed="drop")


def test_a_stray_quotation_mark_spoils_one_row_only(tmp_path):
    data = tasks.load("qqp", quora(tmp_path, 40, ['8\tx\t"Any?\tNone\t1.0\n']), malformed="drop")
    assert (len(data.train), data.malformed) == (40, 1)


def test_availability_says_what_would_be_refused(tmp_path):
    found = next(a for a in tasks.availability(quora(tmp_path, 40, BAD)) if a.task == "qqp")
    assert (found.train_rows, found.malformed) == (40, 2)
    assert found.where == "local: quora/quora-train.csv (2 malformed rows), quora/quora-dev.csv"
    assert found.problem.endswith("To leave them out: task_settings.qqp.malformed=drop")


def test_large_files_are_counted_and_not_read(tmp_path, monkeypatch):
    both(tmp_path, "yelp-full", CSV, '"5","Good."\n"9","never looked at"\n"1","no final newline"')
    monkeypatch.setattr("engine.tasks.size.LARGE_BYTES", 50)
    found = next(a for a in tasks.availability(tmp_path) if a.task == "yelp-full")
    assert (found.where, found.train_rows, found.evaluation_rows, found.official) == (
        "local: yelp-full/train.csv, yelp-full/test.csv", 3, 3, False,
    )  # fmt: skip
    assert found.problem.startswith("only counted here, as it is large (0 MB)")
