"""All figures of a report as a ZIP, opened file by file."""

import csv
import io
import zipfile
from dataclasses import replace

import pypdf
import pytest
from PIL import Image

from engine import report
from engine.errors import UserError
from engine.report import Choice, Source


@pytest.fixture(scope="module")
def sections(toy):
    return report.written(Source(toy), Choice(("labels",)))[0]


@pytest.fixture(scope="module")
def files(sections):
    with zipfile.ZipFile(io.BytesIO(report.figures_zip(sections, "single"))) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def test_every_figure_is_there_in_every_form_with_its_caption(sections, files):
    names = [picture.name for section in sections for picture in section.pictures]
    assert len(names) >= 4
    for name in names:
        assert {f"{name}.{ending}" for ending in ("png", "svg", "pdf", "csv", "tex")} <= set(files)
        picture = Image.open(io.BytesIO(files[f"{name}.png"]))
        assert (picture.format, round(picture.width / 10)) == ("PNG", 198)
        assert len(pypdf.PdfReader(io.BytesIO(files[f"{name}.pdf"])).pages) == 1
        assert len(list(csv.reader(io.StringIO(files[f"{name}.csv"].decode())))) > 1
        assert f"\\label{{tab:{name}}}" in files[f"{name}.tex"].decode()
    captions = files["captions.txt"].decode()
    assert all(f"{name}\n" in captions for name in names) and captions.count("seed 7 (1 run)") == len(names)
    assert files["figures.tex"].decode().count(r"\includegraphics[width=\columnwidth]") == len(names)


def test_the_same_figures_give_the_same_bytes(sections):
    (labels,) = sections
    few = [replace(labels, blocks=tuple(labels.pictures[:1]))]
    assert report.figures_zip(few, "single") == report.figures_zip(few, "single")


def test_no_figure_or_no_such_size_is_refused(toy, sections):
    with pytest.raises(UserError, match="no size 'poster'"):
        report.figures_zip(sections, "poster")
    with pytest.raises(UserError, match="these sections have no figure"):
        report.figures_zip(report.written(Source(toy), Choice(("plan",)))[0])


def test_a_name_is_no_markup_and_no_path(sections):
    picture = sections[0].pictures[0]
    evil = [
        replace(picture, name='../../x"><script>alert(1)</script>'),
        replace(picture, name="..x script alert 1 script"),
    ]
    with zipfile.ZipFile(
        io.BytesIO(report.figures_zip([replace(sections[0], blocks=tuple(evil))], "meeting"))
    ) as archive:
        names = archive.namelist()
    assert {"x-script-alert-1-script.png", "x-script-alert-1-script-2.png"} <= set(names)
    assert all("/" not in name for name in names) and len(set(names)) == len(names)
    assert "<script" not in report.section_html(replace(sections[0], blocks=(evil[0],)))
