"""The pictures of README, and what `make screenshots` takes."""

import pytest

from pages.parts import about_page, tour
from pages.parts.frame import PAGES
from tests import screenshots


def test_readme_shows_pictures_of_pages_that_there_are():
    shown = screenshots.shown_by_readme()
    assert shown
    for name in shown:
        page, theme = name.rsplit("-", 1)
        assert page in PAGES and theme in screenshots.THEMES
        assert (screenshots.README / f"{name}.png").is_file()


@pytest.mark.parametrize("page", PAGES)
def test_every_page_asks_one_question_and_defines_its_words(page):
    question = about_page.question(page)
    assert question.endswith("?") and question.count("?") == 1 and len(question) < 60
    assert about_page.words(page).count("**") >= 4, f"pages/{page}.py: below its question the docstring is the help"


def test_the_tour_stops_at_pages_that_there_are():
    assert {step.page for step in tour.STEPS} <= set(PAGES)
    assert sum(len(step.words.split()) for step in tour.STEPS) < 400  # two minutes of reading
