"""Meeting view: one figure alone, in large type, with what it shows, its legend and its caption inside the frame.

It is a page's own address with `meeting=FIGURE` behind it: `/matrix?run=...&meeting=transfer`. The page runs as always,
unseen, so that the figure is that of the whole selection; its figures can be stepped through by the arrow keys, and
after the last one come those of the next page.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress

import streamlit as st
from streamlit.runtime.scriptrunner import StopException

from engine.figures import paper
from engine.figures.figure import Figure
from pages.parts.plain import plain

KEY = "meeting"  # in the URL
FIRST, LAST = "first", "last"  # whichever figure of a page that is
WALK = ("matrix", "labels", "slices", "lifelines", "recovery")  # pages of one run, in the order of their questions
_KEPT = "figures of this page"  # in the session: name -> (figure, what it shows)
_STYLE = """<style>
header[data-testid="stHeader"],.st-key-behind{display:none!important}
.st-key-meeting{position:fixed;inset:0;z-index:99;background:light-dark(#fff,#0e1117);gap:0;align-items:center;
justify-content:center}
.st-key-meeting [data-testid="stImage"]{width:min(100vw,calc(100vh*16/9))}
.st-key-meeting [data-testid="stImage"] img{width:100%;height:auto}
.st-key-meeting_keys{position:fixed;z-index:1;right:.5rem;top:.4rem;width:auto;opacity:.25}
.st-key-meeting_keys button{min-height:0;padding:.1rem .2rem}
.st-key-meeting_keys button [data-testid="stMarkdownContainer"] p{position:absolute;clip-path:inset(50%)}
.st-key-meeting_keys:hover,.st-key-meeting_keys:focus-within{opacity:1}
</style>"""


def asked() -> str:
    """The name of the figure that is to be shown alone; "" for the page as it is."""
    return st.query_params.get(KEY, "")


def keep(name: str, figure: Figure, said: str) -> None:
    """Hand over a figure of the page that is being run. `said`: what it shows, in a sentence."""
    st.session_state[_KEPT][name] = (figure, said)


def run(here: str, page: Callable[[], None]) -> None:
    """Run the page called `here` unseen, and show the figure asked for."""
    st.html(_STYLE)
    st.session_state[_KEPT] = {}
    with st.container(key="behind"), suppress(StopException):  # raised by a page that has nothing more to show
        page()
    with st.container(key="meeting"):
        _show(here, st.session_state.pop(_KEPT))


def _show(here: str, kept: Mapping[str, tuple[Figure, str]]) -> None:
    names = list(kept)
    wanted = {FIRST: names[0], LAST: names[-1]}.get(asked(), asked()) if names else asked()
    place = names.index(wanted) if wanted in names else None
    _keys(here, names, place)
    if place is None:
        missing = "" if asked() in (FIRST, LAST) else f" called {asked()!r}"
        st.info(plain(f"There is no figure{missing} on this page as it is selected."), width=480)
        return
    figure, said = kept[wanted]
    svg = paper.to_svg(figure, "meeting", st.context.theme.type == "dark", said)
    st.image(svg, width="stretch", alt=f"{figure.described} {said}")


def _keys(here: str, names: list[str], place: int | None) -> None:
    """Back, forth, and out again."""
    at = 0 if place is None else place
    before = names[at - 1] if place else _beside(here, -1)
    after = names[at + 1] if place is not None and place + 1 < len(names) else _beside(here, 1)
    with st.container(horizontal=True, key="meeting_keys", gap="small", vertical_alignment="center"):
        back = st.button("Previous", icon=":material/chevron_left:", shortcut="ArrowLeft", disabled=before is None)
        forth = st.button("Next", icon=":material/chevron_right:", shortcut="ArrowRight", disabled=after is None)
        out = st.button("Close", icon=":material/close:", shortcut="Esc")
    query = {key: value for key, value in st.query_params.to_dict().items() if key != KEY}
    if out:
        _go(here, query)
    for pressed, target, end in ((back, before, LAST), (forth, after, FIRST)):
        if pressed and isinstance(target, str):
            _go(here, query | {KEY: target})
        elif pressed and target:
            _go(target[0], query | {KEY: end})


def _beside(here: str, step: int) -> tuple[str] | None:
    """The page before or after this one."""
    place = WALK.index(here) + step if here in WALK else -1
    return (WALK[place],) if 0 <= place < len(WALK) else None


def _go(page: str, query: Mapping[str, str]) -> None:
    st.switch_page(f"pages/{page}.py", query_params=dict(query))
