"""What a page says, drawn without a browser."""

from streamlit.testing.v1 import AppTest


def text(app: AppTest) -> str:
    """All that a page says, to look for a sentence in."""
    return "\n".join([markdown(app), *(str(element.value) for element in app.code)])


def markdown(app: AppTest) -> str:
    """All of it that is read as Markdown; code is shown as it stands."""
    parts = (app.title, app.subheader, app.markdown, app.caption, app.info, app.warning, app.error)
    return "\n".join(str(element.value) for elements in parts for element in elements)


def html(app: AppTest) -> str:
    """All HTML of a page."""
    return "\n".join(element.proto.body for element in app.get("html"))
