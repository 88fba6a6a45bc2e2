"""How a run's state looks: an icon and a word, never colour alone."""

from dataclasses import dataclass

import streamlit as st


@dataclass(frozen=True)
class Look:
    icon: str
    colour: str
    meaning: str


LOOKS = {
    "queued": Look("schedule", "gray", "It waits for its device; runs are taken first come, first served."),
    "running": Look("play_circle", "blue", "It is being carried out."),
    "done": Look("check_circle", "green", "It was carried out to the end."),
    "failed": Look("error", "red", "Something stopped it; the reason stands below. It can be resumed."),
    "cancelled": Look("cancel", "gray", "Somebody stopped it. It can be resumed."),
    "lost": Look("help", "orange", "Its process is gone without a word. It can be resumed."),
}
IMPORT = Look("upload_file", "violet", "Predictions made elsewhere; nothing was trained here.")


def badge(state: str, kind: str = "plan") -> None:
    """The state of a run; an import has none worth showing."""
    word, look = ("import", IMPORT) if kind == "import" else (state, LOOKS[state])
    st.badge(word, icon=f":material/{look.icon}:", color=look.colour, help=look.meaning)
