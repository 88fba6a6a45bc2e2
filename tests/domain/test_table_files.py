"""tsv, csv and jsonl: what is read, and what a message says about a file that is wrong."""

import pytest

from engine.errors import UserError
from engine.tasks.readers import Source, read
from engine.tasks.task import Example, Files


def table(tmp_path, content, format="tsv", kind="sequence", labels=("0", "1"), name="train.tsv", **changes):
    settings = {"texts": ("text",), "label": "label", **changes}
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    files = Files(("toy",), (name,), (name,), format, **settings)
    return read(Source(f"toy/{name}", path=path), files, kind, labels)


def test_columns_by_name_in_any_order_with_a_byte_order_mark(tmp_path):
    found = table(tmp_path, b"\xef\xbb\xbflabel\tid\ttext\n1\t7\tA cat.\n0\t8\tCat a.\n")
    assert found == (Example(texts=("A cat.",), gold="1"), Example(texts=("Cat a.",), gold="0"))


def test_unbalanced_quotes_are_text(tmp_path):
    found = table(tmp_path, 'text\tlabel\n"A cat.\t1\nShe said "no.\t0\n')
    assert [e.texts[0] for e in found] == ['"A cat.', 'She said "no.']


def test_no_header_no_final_newline_and_windows_line_ends(tmp_path):
    found = table(tmp_path, "a\t1\tA cat.\r\nb\t0\tCat a.", texts=(2,), label=1, header=False)
    assert [(e.texts[0], e.gold) for e in found] == [("A cat.", "1"), ("Cat a.", "0")]


def test_only_newlines_end_a_row(tmp_path):
    found = table(tmp_path, "text\tlabel\nA\u2028cat\x85.\t1\n")
    assert found[0].texts == ("A\u2028cat\x85.",)


def test_latin_1_where_the_entry_says_so(tmp_path):
    content = "text\tlabel\nCafé\t1\n".encode("latin-1")
    assert table(tmp_path, content, encoding="latin-1")[0].texts == ("Café",)
    with pytest.raises(UserError, match=r"^toy/train.tsv, line 2: byte 0xe9 is not utf-8; if the file is latin-1"):
        table(tmp_path, content)


def test_extra_columns_become_tags_unless_empty(tmp_path):
    found = table(tmp_path, "text\tlabel\tsource\nA.\t1\tbook\nB.\t0\t\n", tags=(("from", "source"),))
    assert [dict(e.tags) for e in found] == [{"from": "book"}, {}]


def test_csv_with_quoted_newlines_and_commas(tmp_path):
    found = table(tmp_path, 'text,label\n"A, b\nc ""d""",1\n', format="csv")
    assert found[0].texts == ('A, b\nc "d"',)


def test_jsonl_with_numbers_as_labels(tmp_path):
    found = table(tmp_path, '{"text": "A.", "label": 1}\n\n{"label": 0, "text": "B."}\n', format="jsonl")
    assert [e.gold for e in found] == ["1", "0"]


def test_jsonl_token_task_in_iob2(tmp_path):
    content = '{"text": ["Norvale", "Motors", "fell"], "label": ["I-ORG", "I-ORG", "O"]}\n'
    (found,) = table(tmp_path, content, format="jsonl", kind="token", labels=("O", "B-ORG", "I-ORG"))
    assert found == Example(words=("Norvale", "Motors", "fell"), gold=("B-ORG", "I-ORG", "O"))


def test_regression_reads_numbers(tmp_path):
    assert table(tmp_path, "text\tlabel\nA.\t2.5\n", kind="regression", labels=None)[0].gold == 2.5


@pytest.mark.parametrize(
    "content, message",
    [
        ("sentence\tlabel\nA.\t1\n", "line 1: there is no column 'text'. There is: 'sentence', 'label'"),
        ("text\tlabel\nA.\t1\nB.\n", "line 3: 1 column, but the header has 2"),
        ("text\tlabel\nA.\tb\t1\n", "line 2: 3 columns, but the header has 2"),
        ("text\tlabel\nA.\t1\nB.\t2\n", "line 3: unknown label '2'. Labels of this task: 0, 1"),
        ("text\tlabel\nA.\t\n", "line 2: column 'label' must hold a label, got ''"),
        ("text\tlabel\n", "holds no examples"),
    ],
)
def test_a_wrong_tsv_is_named_with_its_line(tmp_path, content, message):
    with pytest.raises(UserError) as error:
        table(tmp_path, content)
    assert str(error.value).removeprefix("toy/train.tsv, ").removeprefix("toy/train.tsv: ") == message


@pytest.mark.parametrize(
    "content, changes, message",
    [
        ("a\tb\n", {"texts": (2,), "label": 1, "header": False}, "there is no column number 2 (counted from 0)"),
        ('{"text": "A."}\n', {"format": "jsonl"}, "there is no key 'label'. There is: 'text'"),
        ("{text\n", {"format": "jsonl"}, "not valid JSON"),
        ('{"text": 3, "label": 1}\n', {"format": "jsonl"}, "column 'text' must be text, got 3"),
        ('text,label\n"A,1\n', {"format": "csv"}, "not a valid csv row"),
        ("text\tlabel\nA.\tnan\n", {"kind": "regression"}, "column 'label' must hold a number, got 'nan'"),
        (
            '{"text": ["A", "b"], "label": ["O"]}\n',
            {"format": "jsonl", "kind": "token"},
            "2 words in 'text', but 1 labels in 'label'",
        ),
    ],
)
def test_other_mistakes_say_what_was_expected(tmp_path, content, changes, message):
    with pytest.raises(UserError) as error:
        table(tmp_path, content, **changes)
    assert message in str(error.value)
    assert str(error.value).startswith("toy/train.tsv, line ")


def test_a_missing_file_has_no_full_path_in_its_message(tmp_path):
    files = Files(("toy",), ("x.tsv",), ("x.tsv",), "tsv", ("text",))
    with pytest.raises(UserError) as error:
        read(Source("toy/x.tsv", path=tmp_path / "x.tsv"), files, "sequence")
    assert str(error.value) == "toy/x.tsv: cannot be read (No such file or directory)"
