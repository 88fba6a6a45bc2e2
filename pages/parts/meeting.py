"""Meeting view: one figure alone, in large type, with what it shows, its legend and its caption inside the frame.

It is a page's own address with `meeting=FIGURE` behind it: `/matrix?run=...&meeting=transfer`. The page runs as always,
unseen, so that the figure is that of the whole selection; its figures can be stepped through by the arrow keys, and
after the last one come those of the next page.
"""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from engine.figures import paper
from engine.figures.figure import Figure
from pages.parts.plain import plain

KEY = "meeting"  # in the URL
FIRST, LAST = "first", "last"  # whichever figure of a page that is
# pages of one run, in the order of their questions
WALK = ("matrix", "labels", "slices", "lifelines", "recovery", "geometry")
_KEPT = "figures of this page"  # in the session: name -> (figure, what it shows)
_OVER = "over the figure"  # in the session: where the page says what must be seen
_STYLE = """<style>
header[data-testid="stHeader"],.st-key-behind{display:none!important}
.st-key-meeting{position:fixed;inset:0;z-index:99;background:light-dark(#fff,#0e1117);gap:0;align-items:center;
justify-content:center}
.st-key-meeting [data-testid="stImage"]{width:min(100vw,calc(100vh*16/9))}
.st-key-meeting [data-testid="stImage"] img{width:100%;height:auto}
.st-key-meeting_over{position:fixed;z-index:1;left:1rem;top:.6rem;width:min(44rem,calc(100vw - 11rem));gap:.25rem;
background:light-dark(#fff,#0e1117)}
[class*="st-key-meeting_keys"]{position:fixed;z-index:1;right:.5rem;top:.4rem;width:auto;opacity:.25}
[class*="st-key-meeting_keys"] button{min-height:0;padding:.1rem .2rem}
[class*="st-key-meeting_keys"] button [data-testid="stMarkdownContainer"] p{position:absolute;clip-path:inset(50%)}
[class*="st-key-meeting_keys"]:is(:hover,:focus-within){opacity:1}
.le-none{animation:le-late 0s 5s both}
@keyframes le-late{from{visibility:hidden}to{visibility:visible}}
</style>"""


def asked() -> str:
    """The name of the figure that is to be shown alone; "" for the page as it is."""
    return st.query_params.get(KEY, "")


def keep(name: str, figure: Figure, said: str) -> None:
    """Hand over a figure of the page that is being run. `said`: what it shows, in a sentence."""
    st.session_state.setdefault(_KEPT, {})[name] = (figure, said)


def over() -> AbstractContextManager:
    """Where a page says what of its link was ignored: over the figure, where it would be unseen else."""
    return (st.session_state.get(_OVER) if asked() else None) or nullcontext()


def run(here: str, page: Callable[[], None]) -> None:
    """Run the page called `here` unseen, and show the figure asked for."""
    st.html(_STYLE)
    st.session_state[_KEPT] = {}
    with st.container(key="meeting"):
        keys, shown = st.empty(), st.empty()
        st.session_state[_OVER] = st.container(key="meeting_over")
    # What stays where the page has nothing more to show: after its `st.stop` nothing can be drawn.
    _keys(keys, here, [], None, "first")
    shown.html('<div class="le-none">There is no figure on this page as it is selected.</div>')
    with st.container(key="behind"):
        page()
    kept = st.session_state.pop(_KEPT)
    names = list(kept)
    wanted = {FIRST: names[0], LAST: names[-1]}.get(asked(), asked()) if names else asked()
    place = names.index(wanted) if wanted in names else None
    _keys(keys, here, names, place, "last")
    if place is None:
        missing = "" if asked() in (FIRST, LAST) else f" called {asked()!r}"
        with shown.container(width=480):
            st.info(plain(f"There is no figure{missing} on this page as it is selected."))
            st.page_link(f"pages/{here}.py", label="The page with all its figures", icon=":material/arrow_back:",
                         query_params=_without_key())  # fmt: skip
        return
    figure, said = kept[wanted]
    svg = paper.to_svg(figure, "meeting", st.context.theme.type == "dark", said)
    shown.image(svg, width="stretch", alt=f"{figure.described} {said}")


def _keys(where: DeltaGenerator, here: str, names: list[str], place: int | None, key: str) -> None:
    """Back, forth, and out again."""
    before = names[place - 1] if place else _beside(here, -1)
    after = names[place + 1] if place is not None and place + 1 < len(names) else _beside(here, 1)
    with where.container(horizontal=True, key=f"meeting_keys_{key}", gap="small", vertical_alignment="center"):
        back, forth, out = (
            st.button(name, key=f"{name}_{key}", icon=f":material/{icon}:", shortcut=shortcut, disabled=target is None)
            for name, icon, shortcut, target in (("Previous", "chevron_left", "ArrowLeft", before),
                                                 ("Next", "chevron_right", "ArrowRight", after),
                                                 ("Close", "close", "Esc", here))
        )  # fmt: skip
    query = _without_key()
    if out:
        _go(here, query)
    for pressed, target, end in ((back, before, LAST), (forth, after, FIRST)):
        if pressed and isinstance(target, str):
            _go(here, query | {KEY: target})
        elif pressed and target:
            _go(target[0], query | {KEY: end})


def _without_key() -> dict[str, str]:
    return {name: value for name, value in st.query_params.to_dict().items() if name != KEY}


def _beside(here: str, step: int) -> tuple[str] | None:
    """The page before or after this one."""
    place = WALK.index(here) + step if here in WALK else -1
    return (WALK[place],) if 0 <= place < len(WALK) else None


def _go(page: str, query: Mapping[str, str]) -> None:
    st.switch_page(f"pages/{page}.py", query_params=dict(query))
