"""Figures on paper and as tables."""

import csv
import io
import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL import Image

from engine.errors import UserError
from engine.figures import paper, table
from engine.figures.paper.page import length, wrap
from engine.figures.spread import spread

EVIL = "<script>alert('$x$')</script> & co"


@pytest.fixture(params=["heatmap", "bars", "slopes"])
def figure(request):
    return request.getfixturevalue(request.param)


def test_a_png_has_the_pixels_of_a_slide_and_a_white_ground(figure):
    picture = Image.open(io.BytesIO(paper.to_png(figure, size="slide")))
    assert (picture.format, picture.size) == ("PNG", (1920, 1080))
    assert picture.convert("RGB").getpixel((2, 2)) == (255, 255, 255)


def test_title_and_caption_are_inside_as_they_are(figure):
    texts = " ".join(text.get_text() for text in paper.draw(figure).texts)
    assert "".join(figure.title.split()) in "".join(texts.split())
    assert "".join(figure.caption.split()) in "".join(texts.split())


def test_nothing_leaves_the_page(figure):
    canvas = paper.draw(figure)
    FigureCanvasAgg(canvas).draw()
    box = canvas.get_tightbbox()  # inches
    assert box.x0 >= 0 and box.x1 <= 12.8 and box.y0 >= 0 and box.y1 <= 7.2


def test_an_unknown_size_is_refused(bars):
    with pytest.raises(UserError, match="no size 'poster'. There are: single, double, slide, meeting"):
        paper.to_png(bars, "poster")


def test_lines_are_broken_by_their_real_width():
    lines = wrap("WWWW iiii " * 20 + "x" * 200, 3.0, 11)
    assert all(length(line, 11) <= 3.0 for line in lines)
    assert "".join(lines).replace(" ", "") == "WWWWiiii" * 20 + "x" * 200


@pytest.mark.filterwarnings("ignore:Glyph .* missing")
@pytest.mark.parametrize("label", ["中文", "ไทย", "\x00\x07\x1b[31m", "\ufffe"])
def test_a_character_that_the_font_lacks_takes_its_room_and_breaks_no_file(bars, label):
    figure = replace(bars, title=label, caption=label, labels=(label,) * len(bars.labels))
    root = ET.fromstring(paper.to_svg(figure, "double"))
    assert root.find("{http://www.w3.org/2000/svg}title").text == re.sub(
        "[\x00-\x1f\ufffe]", "\N{REPLACEMENT CHARACTER}", label
    )
    assert paper.to_png(figure, "single")[:4] == b"\x89PNG" and paper.to_pdf(figure, "single")[:4] == b"%PDF"
    assert all(length(line, 11) <= 1.0 for line in wrap(label * 20, 1.0, 11)) and length("中文", 72) == 2.0


def test_labels_are_spread_and_stay_inside():
    places = spread(np.array([0.5, 0.5, 0.51, 0.99, 1.0]), 0.1, 0.0, 1.0)
    assert np.allclose(np.sort(places), [0.4033, 0.5033, 0.6033, 0.9, 1.0], atol=1e-3)
    assert spread(np.array([]), 0.1, 0.0, 1.0).tolist() == []
    assert np.allclose(spread(np.array([0.0, 0.0, 0.0]), 0.1, 0.0, 1.0), [0.0, 0.1, 0.2])


def read(figure):
    return list(csv.reader(io.StringIO(table.to_csv(figure))))


def test_a_heatmap_as_a_table(heatmap):
    assert read(heatmap) == [
        ["after stage", "CoLA MCC", EVIL, "NER entity F1", "CoLA MCC untrained head", f"{EVIL} untrained head",
         "NER entity F1 untrained head"],
        ["1 · cola", "0.5", "0.25", "", "no", "yes", "no"],
        [f"2 · {EVIL}", "-0.1", "1.0", "0.75", "no", "no", "no"],
    ]  # fmt: skip


def test_bars_as_a_table_are_counts(bars):
    assert read(bars) == [["label", "kept", "forgotten"], ["O", "9", "1"], [EVIL, "4", "6"]]


def test_slopes_as_a_table(slopes):
    rows = read(slopes)
    assert rows[0] == [
        "snapshot",
        "cola (MCC)",
        f"{EVIL} (MCC)",
        "cola (MCC) untrained head",
        f"{EVIL} (MCC) untrained head",
    ]
    assert rows[1] == ["0", "0.0", "0.1", "yes", "yes"]
    assert rows[4] == ["2", "0.3", "", "no", "yes"]
