"""Paths are cut wherever a text may hold one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.report.allowed import no_paths

PART = st.text("abcXYZ019._-", min_size=2, max_size=8).map(lambda part: f"q{part}")


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("/home/ann/models/bert", "…/bert"),
        ("see /home/ann please", "see … please"),
        ("~/models/x/y", "…/y"),
        ("~ann/x/y/z", "…/z"),
        ("C:\\Users\\ann\\enc", "…/enc"),
        ("\\\\host\\share\\file.txt", "…/file.txt"),
        ("file:///home/x/y", "…/y"),
        ("read from '/data/x/y.csv', x=/tmp/a/b/c.txt", "read from '…/y.csv', x=…/c.txt"),
        ("in /corpora", "in …"),
        ("a and/or b, 1/2 of 3/4, cnt3 / cnt1, R[i][j] / N", "a and/or b, 1/2 of 3/4, cnt3 / cnt1, R[i][j] / N"),
        ("http://x.org/a/b s3://b/k org/name", "http://x.org/a/b s3://b/k org/name"),
        ("local: cola/train.tsv, cola/dev.tsv", "local: cola/train.tsv, cola/dev.tsv"),
        ("<b>/x</b></script>", "<b>…</b></script>"),
        ("data:/home/ann/secret/x", "data:…/x"),
        ("ann@host:/home/ann/x, ann@host:~/a/b/x", "…/x, …/x"),
        ("</home/ann/x> <~/y/z> <C:\\Users\\ann\\z>", "<…/x> <…> <…/z>"),
        ("at:C:\\Users\\ann\\enc; git+file:/home/ann/x", "at:…/enc; git+…/x"),
        ("/home/ann/My Project/secret/data please", "…/data please"),
        ("C:\\Users\\ann\\My Own Documents\\x.tsv", "…/x.tsv"),
        ("PATH=/home/ann/a/bin:/home/ann/b/lib", "PATH=…/bin:…/lib"),
        (
            "https://x.org/a b/c, https://u@x.org:80/a/b, git@x.org:a/b",
            "https://x.org/a b/c, https://u@x.org:80/a/b, git@x.org:a/b",
        ),
        ("$\\frac{a}{b}$ and \\alpha\\beta", "$\\frac{a}{b}$ and \\alpha\\beta"),
    ],
)
def test_an_absolute_path_is_cut_to_its_last_part(text, left):
    assert no_paths(text) == left
    assert no_paths(left) == left


@given(
    st.lists(PART, min_size=2, max_size=6), st.sampled_from(["/", "~/", "C:\\"]), st.sampled_from(["", "see ", "x="])
)
def test_of_no_folder_of_a_path_anything_is_left(parts, root, before):
    separator = "\\" if root == "C:\\" else "/"
    left = no_paths(before + root + separator.join(parts))
    assert left in (f"{before}…/{parts[-1]}", f"{before}…")
