"""A run as one self-contained HTML file, and its figures as a ZIP. No torch, no streamlit."""

from engine.report.archive import figures_zip
from engine.report.choice import Choice, read
from engine.report.render import section as section_html
from engine.report.report import document, html, section, written
from engine.report.sections import SECTIONS
from engine.report.source import Source

__all__ = [
    "SECTIONS",
    "Choice",
    "Source",
    "document",
    "figures_zip",
    "html",
    "read",
    "section",
    "section_html",
    "written",
]
