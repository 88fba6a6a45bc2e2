"""Copy link: the address of what is on screen, as the browser has it at the moment of the click."""

import streamlit as st

_HTML = """<span><button type="button">Copy link</button><span role="status"></span>
<input readonly hidden aria-label="Address of this view"></span>"""

# The clipboard is there on https and on this machine alone; elsewhere the address is shown, ready to be copied by hand.
_JS = """export default function ({ parentElement }) {
  const [button, said, address] = ["button", "[role=status]", "input"].map((s) => parentElement.querySelector(s));
  button.onclick = async () => {
    address.value = window.location.href;
    try {
      await navigator.clipboard.writeText(address.value);
      address.hidden = true;
      said.textContent = "copied";
      setTimeout(() => { said.textContent = ""; }, 2000);
    } catch {
      address.hidden = false;
      address.select();
      said.textContent = "press Ctrl+C";
    }
  };
}"""

_CSS = """
span { display: inline-flex; align-items: center; gap: .4rem; font-family: var(--st-font); color: var(--st-text-color) }
button { all: unset; cursor: pointer; padding: .35rem .5rem; border-radius: var(--st-base-radius); font-size: .9rem }
button:hover { text-decoration: underline }
button:focus-visible, input:focus-visible { outline: 2px solid var(--st-primary-color) }
[role=status] { font-size: .8rem }
input { width: 16rem; font: inherit; font-size: .8rem; padding: .2rem .4rem; color: inherit;
  background: var(--st-secondary-background-color); border: 1px solid var(--st-border-color) }
input[hidden] { display: none }
"""


def copy_link() -> None:
    """A button for the address bar's content; works without a clipboard, too."""
    _component()(key="copy-link", width="content")


@st.cache_resource(show_spinner=False)
def _component():
    return st.components.v2.component("lethe.copy_link", html=_HTML, css=_CSS, js=_JS)
