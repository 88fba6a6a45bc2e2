"""Every kind of figure as a file, opened by a real reader: PNG (PIL), PDF (pypdf), SVG (an XML parser), CSV (pandas),
LaTeX. At every size nothing leaves the page, and no text covers another."""

import io
import math
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from dataclasses import replace
from itertools import combinations

import pandas as pd
import pypdf
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text
from PIL import Image
from samples import CAPTION, CROWDED, EVIL, SMALL

from engine.errors import UserError
from engine.figures import latex, paper, screen, table
from engine.figures.colours import contrast, theme
from engine.figures.figure import Bars
from engine.figures.paper.page import length

KINDS = list(paper.DRAWERS)
NAMES = [kind.__name__ for kind in KINDS]
SVG = "{http://www.w3.org/2000/svg}"


def test_there_are_kinds_and_every_kind_has_its_entries_and_samples():
    assert len(KINDS) >= 8
    assert set(KINDS) == set(screen.DRAWERS) == set(table.ROWS) == set(SMALL) == set(CROWDED)


@pytest.mark.parametrize("kind", KINDS, ids=NAMES)
@pytest.mark.parametrize(
    ("samples", "size"), [(SMALL, "meeting"), (CROWDED, "single")], ids=["meeting", "crowded-single"]
)
def test_nothing_leaves_the_page_and_no_text_covers_another(kind, samples, size):
    canvas = paper.draw(samples[kind], size)
    FigureCanvasAgg(canvas).draw()
    width, height = canvas.get_size_inches()
    box = canvas.get_tightbbox()
    assert box.x0 >= 0 and box.x1 <= width and box.y0 >= 0 and box.y1 <= height
    hidden = _beyond_their_axis(canvas)
    texts = (t for t in canvas.findobj(Text) if t.get_visible() and t.get_text().strip() and t not in hidden)
    shown = [t for t in texts if t.get_rotation() % 90 == 0]
    for (one, a), (other, b) in combinations([(t.get_text(), t.get_window_extent()) for t in shown], 2):
        across, down = min(a.x1, b.x1) - max(a.x0, b.x0), min(a.y1, b.y1) - max(a.y0, b.y0)
        least = 0.25 * min(a.height, b.height, a.width, b.width)
        assert across <= least or down <= least, f"{one!r} covers {other!r}"


def _beyond_their_axis(canvas) -> set[Text]:
    """Labels of ticks that are there, but not drawn."""
    found = set()
    for axis in (axis for axes in canvas.axes for axis in (axes.xaxis, axes.yaxis)):
        low, high = sorted(axis.get_view_interval())
        for tick in axis.get_major_ticks():
            if not low <= tick.get_loc() <= high:
                found |= {tick.label1, tick.label2}
    return found


@pytest.mark.parametrize(
    ("size", "pixels"), [("single", 1980), ("slide", 1920), ("meeting", 1280)]
)  # fmt: skip
def test_a_png_has_its_size_a_light_ground_and_its_caption(size, pixels):
    figure = SMALL[KINDS[0]]
    picture = Image.open(io.BytesIO(paper.to_png(figure, size)))
    assert picture.format == "PNG" and picture.width == pytest.approx(pixels, abs=1)
    assert {"slide": 1080, "meeting": 720}.get(size, picture.height) == picture.height
    assert picture.convert("RGB").getpixel((2, 2)) == (255, 255, 255)
    assert (picture.text["Title"], picture.text["Description"]) == (f"Result {EVIL}", CAPTION)


@pytest.mark.parametrize("kind", KINDS, ids=NAMES)
def test_a_pdf_is_one_page_of_a_column_with_its_fonts_inside(kind):
    figure = SMALL[kind]
    pdf = pypdf.PdfReader(io.BytesIO(paper.to_pdf(figure, "single")))
    (page,) = pdf.pages
    assert float(page.mediabox.width) == pytest.approx(3.3 * 72, abs=0.1)
    assert (pdf.metadata.title, pdf.metadata.subject) == (figure.title, CAPTION)
    fonts = [font.get_object() for font in page["/Resources"]["/Font"].values()]
    assert fonts
    for font in fonts:
        (inner,) = font["/DescendantFonts"]
        assert inner["/Subtype"] == "/CIDFontType2" and "/FontFile2" in inner["/FontDescriptor"]  # TrueType, whole
    said = page.extract_text().replace("\n", " ")
    assert any(" ".join(text.split()[:2]) in said for text in (*figure.entries, *figure.down))


@pytest.mark.parametrize("kind", KINDS, ids=NAMES)
def test_an_svg_holds_its_texts_as_text_inside_its_view_box(kind):
    figure = SMALL[kind]
    root = ET.fromstring(paper.to_svg(figure, "double", name="one"))
    assert root.get("width") == f"{6.9 * 72:.2f}pt"
    assert [root.find(f"{SVG}{tag}").text for tag in ("title", "desc")] == [figure.title, CAPTION]
    left, top, width, height = map(float, root.get("viewBox").split())
    texts = root.findall(f".//{SVG}text")
    assert len(texts) > 3
    for text in texts:
        for x, y in _corners(text):
            assert left <= x <= left + width and top <= y <= top + height, text.text
    assert not root.findall(f".//{SVG}script")
    ids = [e.get("id") for e in root.iter() if e.get("id")]
    assert len(set(ids)) == len(ids) and all(name.startswith("one-") for name in ids)
    links = [value for e in root.iter() for key, value in e.attrib.items() if key.endswith("href")]
    assert all(link.startswith(("#one-", "data:image/png;base64,")) for link in links)


def _corners(text: ET.Element) -> list[tuple[float, float]]:
    """Where a line of text begins and ends, and its height over both."""
    style = text.get("style")
    size = float(re.search(r"font-size: ([0-9.]+)px", style).group(1))
    anchor = re.search(r"text-anchor: (\w+)", style)
    long = length(text.text or "", size, "bold" if "font-weight: 700" in style else "normal") * 72
    start = {"middle": -long / 2, "end": -long}.get(anchor.group(1) if anchor else "start", 0.0)
    moved = re.search(r"translate\((\S+) (\S+)\)", text.get("transform"))
    x, y = map(float, moved.groups() if moved else (text.get("x"), text.get("y")))
    turn = re.search(r"rotate\((\S+?)[ )]", text.get("transform"))
    turned = float(turn.group(1)) if turn else 0.0
    cos, sin = math.cos(math.radians(turned)), math.sin(math.radians(turned))
    places = [(start, 0), (start + long, 0), (start, -0.75 * size), (start + long, -0.75 * size)]
    return [(x + a * cos - b * sin, y + a * sin + b * cos) for a, b in places]


@pytest.mark.parametrize("kind", KINDS, ids=NAMES)
def test_a_csv_is_read_back_by_pandas(kind):
    figure = SMALL[kind]
    head, *body = table.rows(figure)
    frame = pd.read_csv(io.StringIO(table.to_csv(figure)), keep_default_na=False)
    assert frame.shape == (len(body), len(head)) and len(body) > 0
    assert list(frame.columns) == [str(name) for name in head]


@pytest.mark.parametrize("kind", KINDS, ids=NAMES)
def test_latex_is_a_table_with_caption_label_and_nothing_unescaped(kind):
    figure = SMALL[kind]
    if len(table.rows(figure)) > latex.MOST:
        with pytest.raises(UserError, match="80 rows are too many for a table in a paper"):
            latex.to_latex(figure, "x")
        return
    text = latex.to_latex(figure, "x")
    spec = re.search(r"\\begin\{tabular\}\{(.*)\}\n", text).group(1)
    columns = len(re.findall(r"(?<![a-z])(?:l|S\[[^\]]*\])(?= |$)", spec))
    lines = text.split("\\toprule\n")[1].split("\\bottomrule")[0].replace("\\midrule\n", "").splitlines()
    plain = [re.sub(r"\\shortstack\[.\]\{[^{}]*(\{\}[^{}]*)*\}", "", line) for line in lines]
    assert all(len(re.findall(r"(?<!\\)&", line)) == columns - 1 for line in plain)
    assert all(line.endswith(r"\\") for line in lines)
    assert text.count("{") - text.count(r"\{") == text.count("}") - text.count(r"\}")
    assert r"\label{tab:x}" in text and re.search(r"\\caption\{.*seed 42\.\}", text)
    assert "<script" not in text and not re.search(r"(?<!\\)[$#_](?!-\$|\\)", _without_mathematics(text))


def _without_mathematics(text: str) -> str:
    return re.sub(r"\$(-|\\[a-z]+)\$", "", text).replace("table-", "").replace("{figure", "{")


def test_latex_numbers_stand_in_columns_that_siunitx_aligns():
    text = latex.to_latex(SMALL[KINDS[0]], "x")
    assert "S[table-format=-1.3]" in text
    assert r"0.500 {\textsuperscript{\textdagger}}" in text and "{--}" in text
    assert latex._column([2e-5, 1e-4])[0] == "S[table-format=1.2e-2]"
    assert latex._column([12, "", 3]) == ("S[table-format=2]", ["12", "{--}", "3"])


def _has_tex() -> bool:
    ask = shutil.which("kpsewhich")
    styles = ("booktabs.sty", "siunitx.sty", "graphicx.sty")
    return bool(shutil.which("pdflatex") and ask) and all(
        subprocess.run([ask, style], capture_output=True).returncode == 0 for style in styles
    )


@pytest.mark.skipif(not _has_tex(), reason="there is no TeX with booktabs and siunitx")
def test_latex_compiles_whatever_a_label_holds(tmp_path):
    bars = next(figure for kind, figure in SMALL.items() if kind is Bars)
    odd = ('"quoted"', "[CLS] x", "*", r"50 % of $x_1$ \ & {#} ~^", "<|> − → ⊥")
    found = []
    for i, title in enumerate(odd):
        names = (odd[i:] + odd)[: len(bars.labels)]
        series = tuple(replace(s, key=name, name=name) for s, name in zip(bars.series, odd, strict=False))
        found.append(latex.to_latex(replace(bars, title=title, labels=names, keys=names, series=series), f"t{i}"))
    body = "\n".join(found)
    (tmp_path / "x.tex").write_text(
        "\\documentclass{article}\n\\usepackage{booktabs,siunitx,graphicx}\n"
        f"\\begin{{document}}\n{body}\n\\end{{document}}\n", encoding="utf-8"
    )  # fmt: skip
    done = subprocess.run(["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "x.tex"], cwd=tmp_path,
                          capture_output=True, timeout=120)  # fmt: skip
    assert done.returncode == 0, done.stdout[-2000:].decode(errors="replace")
    said = "".join(page.extract_text() for page in pypdf.PdfReader(tmp_path / "x.pdf").pages)
    assert said.count("[CLS] x") == 9 and "50 % of $" in said  # a title, five heads, three rows


@pytest.mark.parametrize("kind", KINDS[:3], ids=NAMES[:3])
def test_an_svg_for_both_themes_is_the_light_one_with_the_dark_one_s_colours_beside(kind):
    light, dark = (paper.to_svg(SMALL[kind], "single", is_dark) for is_dark in (False, True))
    both = paper.to_themed_svg(SMALL[kind], "single")
    pair = re.compile(r"(#[0-9a-f]{6}); (fill|stroke): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)")
    assert pair.sub(r"\1", both) == light
    assert pair.sub(r"\4", both) == dark
    assert "light-dark(#1a1a1a, #f0f0f0)" in both


@pytest.mark.parametrize("make", [paper.to_png, paper.to_pdf, paper.to_svg], ids=["png", "pdf", "svg"])
def test_the_same_figure_gives_the_same_bytes(make):
    figure = SMALL[KINDS[1]]
    assert make(figure, "meeting") == make(figure, "meeting")


@pytest.mark.parametrize("kind", KINDS, ids=NAMES)
def test_in_the_dark_every_axis_text_can_be_read(kind):
    canvas = paper.draw(SMALL[kind], "meeting", dark=True)
    ground = theme(dark=True).ground
    for axes in canvas.axes:
        shown = (axes.xaxis.label, axes.yaxis.label, *axes.get_xticklabels(), *axes.get_yticklabels())
        for text in filter(Text.get_text, shown):
            assert contrast(text.get_color(), ground) >= 4.5
