"""A report in a real browser: no network, no script, light and dark, on a desk, on a phone and on paper."""

import io
import unicodedata

import pypdf
import pytest

from engine import report
from engine.report import Choice, Source


@pytest.fixture(scope="module")
def file(toy, tmp_path_factory):
    path = tmp_path_factory.mktemp("report") / "toy.html"
    path.write_text(report.html(Source(toy), Choice(("answer", "matrices", "examples", "definitions"))), "utf-8")
    return path


def opened(chromium, file, *, width=1440, height=900, scheme="light"):
    context = chromium.new_context(
        viewport={"width": width, "height": height}, color_scheme=scheme, java_script_enabled=False, offline=True
    )
    page, asked, complaints = context.new_page(), [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(file.as_uri())
    return page, asked, complaints


@pytest.mark.parametrize(("scheme", "ground"), [("light", "rgb(255, 255, 255)"), ("dark", "rgb(14, 17, 23)")])
def test_it_opens_without_a_network_and_without_a_script(chromium, file, scheme, ground):
    page, asked, complaints = opened(chromium, file, scheme=scheme)
    assert [url for url in asked if not url.startswith("data:")] == [file.as_uri()] and complaints == []
    body = page.locator("body")
    assert body.evaluate("e => getComputedStyle(e).backgroundColor") == ground
    page.get_by_role("link", name="Examples").click()
    assert page.url.endswith("#examples")
    said = body.inner_text()
    assert "Cats sleeps the." in said and "not enough evidence of any change for Judge and Same" in said
    figure = page.locator("figure .broad svg").first
    assert figure.locator("text", has_text="1 · judge").count() == 1
    assert figure.locator("path").first.evaluate("e => getComputedStyle(e).fill") == ground
    assert page.locator("math").count() > 5
    page.context.close()


def test_on_a_phone_nothing_is_wider_than_the_screen(chromium, file):
    page, _, _ = opened(chromium, file, width=390, height=844)
    root = page.locator("html")
    assert root.evaluate("e => e.scrollWidth") == 390
    assert page.locator("figure .narrow svg").first.is_visible() and not page.locator(".broad svg").first.is_visible()
    boxes = [svg.bounding_box() for svg in page.locator("figure .narrow svg").all()]
    assert boxes and all(box["x"] >= 0 and box["x"] + box["width"] <= 390 for box in boxes)
    page.context.close()


def test_it_prints_its_figures_and_texts(chromium, file):
    page, _, _ = opened(chromium, file, scheme="dark")
    pdf = pypdf.PdfReader(io.BytesIO(page.pdf(format="A4")))
    said = " ".join(" ".join(unicodedata.normalize("NFKC", sheet.extract_text()).split()) for sheet in pdf.pages)
    assert len(pdf.pages) >= 4
    for words in ("What was forgotten?", "after stage", "Cats sleeps the.", "Definitions"):
        assert words in said
    page.context.close()
