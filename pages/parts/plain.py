"""Text from data in a place that reads Markdown."""

_SPECIAL = frozenset(r"\`*_{}[]()<>#+!|$~:")


def plain(text: object) -> str:
    """The text with every character escaped that Markdown, or Streamlit's own marks, would read as a mark."""
    return "".join(f"\\{c}" if c in _SPECIAL else c for c in str(text).replace("\n", " "))
