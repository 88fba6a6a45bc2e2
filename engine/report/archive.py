"""All figures of a report as a ZIP: each as PNG, SVG, PDF, CSV and LaTeX, and the captions."""

import io
import zipfile
from collections.abc import Sequence

from engine.errors import UserError
from engine.figures import latex, paper, table
from engine.report.blocks import Section

_MOMENT = (1980, 1, 1, 0, 0, 0)  # of every file: the same run gives the same bytes


def figures_zip(sections: Sequence[Section], size: str = "double") -> bytes:
    """The ZIP's bytes. `size` is one of paper.SIZES. Raises UserError for another, or if there is no figure."""
    pictures = [picture for section in sections for picture in section.pictures]
    if not pictures:
        raise UserError("these sections have no figure")
    captions, inclusions = [], [r"% needs \usepackage{graphicx}"]
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, picture in enumerate(pictures):
            same = sum(other.file == picture.file for other in pictures[:number])
            name, figure = picture.file + f"-{same + 1}" * bool(same), picture.figure
            for ending, (_, make) in paper.FORMATS.items():
                _add(archive, f"{name}.{ending}", make(figure, size))
            _add(archive, f"{name}.csv", table.to_csv(figure).encode())
            said = ""
            try:
                _add(archive, f"{name}.tex", latex.to_latex(figure, name).encode())
            except UserError as error:
                said = f"\n(no {name}.tex: {error})"
            legend = " · ".join(getattr(figure, "legend", ()))
            captions.append(f"{name}\n{figure.described}\n{legend}{said}".strip())
            inclusions.append(latex.inclusion(figure, name, f"{name}.pdf", wide=size != "single"))
        _add(archive, "captions.txt", ("\n\n".join(captions) + "\n").encode())
        _add(archive, "figures.tex", "\n".join(inclusions).encode())
    return content.getvalue()


def _add(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    about = zipfile.ZipInfo(name, _MOMENT)
    about.compress_type = zipfile.ZIP_DEFLATED
    about.external_attr = 0o644 << 16
    archive.writestr(about, content)
