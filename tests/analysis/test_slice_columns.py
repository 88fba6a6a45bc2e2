"""An uploaded column: joined by example id, refused with the line."""

import numpy as np
import pytest
from test_slices import write_run

from engine import store
from engine.analysis.slices import SliceContext, find, sliced
from engine.analysis.slices.column import read_column
from engine.errors import UserError


@pytest.fixture(scope="module")
def context(tmp_path_factory):
    run = store.open_run(write_run(tmp_path_factory.mktemp("runs")))
    return SliceContext(run, store.read_answers(run, "mini-cola"), 1, 2, None)


def test_a_column_is_joined_by_id_in_whatever_order_and_becomes_slices(context):
    name, values = read_column(context, "genre\tExample\nnews\t7\n\nfiction\t0\nnews\t3\n", "mine.tsv")
    assert (name, values) == ("genre", {7: "news", 0: "fiction", 3: "news"})
    store.write_column(context.run.folder, "mini-cola", name, values)
    table = sliced(context, "column.genre")
    assert [(s.name, s.units) for s in table.slices] == [("fiction", 1), ("news", 2), ("(no value)", 297)]
    assert np.flatnonzero(find(context, "column.genre:news").inside).tolist() == [3, 7]
    assert "column.genre" in {s.feature for s in sliced(context).slices}  # among all others, too


def test_a_content_hash_is_checked(context):
    first = context.records[0]
    good = f"id,content_hash,x\n0,{first.content_hash},a\n"
    assert read_column(context, good, "f.csv") == ("x", {0: "a"})
    with pytest.raises(UserError, match="f.csv, line 2: example 0 has the content hash 'beef' there and .*other data"):
        read_column(context, "id,content_hash,x\n0,beef,a\n", "f.csv")


def test_many_numbers_are_binned_and_many_words_refused(context):
    numbers = "example,score\n" + "".join(f"{i},{i}\n" for i in range(300))
    store.write_column(context.run.folder, "mini-cola", *read_column(context, numbers, "f.csv"))
    names = [(s.name, s.units) for s in sliced(context, "column.score").slices]
    assert names == [("0 to 59", 60), ("60 to 119", 60), ("120 to 179", 60), ("180 to 239", 60), ("240 to 299", 60)]
    words = "example,word\n" + "".join(f"{i},w{i}\n" for i in range(41))
    store.write_column(context.run.folder, "mini-cola", *read_column(context, words, "f.csv"))
    with pytest.raises(UserError, match="column 'word' has 41 different values, not all of them numbers; at most 40"):
        sliced(context, "column.word")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "f.csv, line 1: no column of example ids; one of example, index, id is needed, there is nothing"),
        ("a,b\n1,2\n", "line 1: no column of example ids.* there is a, b"),
        ("id\n1\n", "line 1: say which column holds the values; there is none"),
        ("id,a,b\n1,2,3\n", "line 1: say which column holds the values; there is a, b"),
        ("id,a\n1,x\n1,y\n", "line 3: example 1 is there a second time, first on line 2"),
        ("id,a\n300,x\n", "line 2: no evaluated example '300'; mini-cola has 300, numbered from 0 to 299"),
        ("id,a\n-1,x\n", "line 2: no evaluated example '-1'"),
        ("id,a\n1,x,y\n", "line 2: 3 columns, the first line has 2"),
        ('id,a\n1,"x\n', "f.csv, line 2: not a table of columns: unexpected end of data"),
        ("id,a\n", "f.csv: no line with a value"),
    ],
)
def test_a_table_that_does_not_fit_is_refused_with_its_line(context, text, message):
    with pytest.raises(UserError, match=message):
        read_column(context, text, "f.csv")


def test_a_column_s_name_cannot_leave_its_folder(context):
    with pytest.raises(UserError, match="a column is called by up to 60 letters"):
        store.write_column(context.run.folder, "mini-cola", "../x", {0: "a"})
    store.write_column(context.run.folder, "mini-cola", "a. b", {0: "a"})
    assert store.read_columns(context.run.folder, "mini-cola")["a. b"] == {0: "a"}
    assert store.read_columns(context.run.folder, "mini-ner") == {}
