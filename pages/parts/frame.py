"""The frame around every page: which pages there are. A page is drawn inside it, whatever was asked for first."""

from pathlib import Path

import streamlit as st

from pages.parts import head, meeting, tour, undo

FOLDER = Path(__file__).parents[1]
PAGES = {
    "runs": ("Runs", ":material/list:"),
    "launch": ("Launch", ":material/rocket_launch:"),
    "matrix": ("Matrix", ":material/grid_on:"),
    "labels": ("Labels", ":material/label:"),
    "examples": ("Examples", ":material/format_quote:"),
    "slices": ("Slices", ":material/donut_small:"),
    "lifelines": ("Life-lines", ":material/timeline:"),
    "recovery": ("Recovery", ":material/healing:"),
    "geometry": ("Geometry", ":material/hub:"),
    "compare": ("Compare", ":material/compare_arrows:"),
    "report": ("Report", ":material/description:"),
}
HOME = "runs"  # answers at "/" only, so it is the page without a deep link of its own
_FRAMED, _HERE = "inside the frame", "page"
# Streamlit leaves 6 rem above every page and cuts links with long names; its marks of code and of what is chosen are
# too pale to read; and on a telephone a figure is better moved than squeezed. No text from data in here.
STYLE = """<style>
[data-testid="stMainBlockContainer"]{padding-top:4.5rem;padding-bottom:3rem}
[data-testid="stHeading"] h1{padding-top:0}
[data-testid="stPageLink"] p{white-space:normal;overflow-wrap:anywhere}
[class*="st-key-run-"] [data-testid="stPageLink"] a{padding:0}
[class*="st-key-under-"] [data-testid="stPageLink"] a{background:none;padding-block:0}
[class*="st-key-under-"] [data-testid="stPageLink"] p{font-weight:400}
[class*="st-key-run-"] [data-testid="stPageLink"] p{text-decoration:underline;text-underline-offset:3px}
[data-testid="stCode"] .token{color:inherit!important}
[data-testid="stButtonGroup"] [data-selected="true"] p,
[data-testid="stSliderThumbValue"] p{color:light-dark(#2F5D73,#9CC7DA)}
[data-testid="stCaptionContainer"] code{color:inherit;background:none;padding:0;font-size:inherit}
@media (max-width:640px){
  [data-testid="stElementContainer"]:has([data-testid="stPlotlyChart"]){overflow-x:auto}
  [data-testid="stFullScreenFrame"]:has(>[data-testid="stPlotlyChart"]){min-width:600px}
  .st-key-cell>*:first-child{flex:1 0 100%!important}
  .st-key-cell{flex-wrap:wrap!important}
}
</style>"""


def draw() -> None:
    """The page that is asked for, with the navigation above it. Only app.py calls this."""
    st.session_state[_FRAMED] = True
    page = _navigation()
    name = page.url_path or HOME
    st.session_state[_HERE] = name
    st.html(STYLE)
    if name != HOME:
        undo.forget()
    if meeting.asked():
        meeting.run(name, page.run)
        return
    head.draw(name)
    tour.draw(name)
    page.run()


def here() -> str:
    """The name of the page that is being drawn."""
    return st.session_state.get(_HERE, HOME)


def require() -> None:
    """Called first by every page that can be linked to.

    Until some session has called `st.navigation`, Streamlit takes `pages/` for an app of the old kind and runs a linked
    page alone: another layout, other links. Calling it here and running again makes app.py draw the page.
    """
    if not st.session_state.get(_FRAMED):
        _navigation()
        st.rerun()


def _navigation():
    pages = [
        st.Page(FOLDER / f"{name}.py", title=title, icon=icon, default=name == HOME)
        for name, (title, icon) in PAGES.items()
    ]
    return st.navigation(pages, position="top")
