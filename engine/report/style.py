"""The report's style sheet: light and dark by what the reader prefers, light on paper, narrow on a phone."""

from engine.analysis.changes import CHANGES
from engine.figures.colours import DARK, LIGHT

_UNDERLINES = {"forgotten": "wavy", "learned": "double", "never": "dotted"}  # never by colour alone


def style() -> str:
    """It holds nothing that comes from data."""
    return (
        f":root{{color-scheme:light dark;{_variables()}}}"
        + _SHEET
        + "".join(f".{name}{{background:var(--{name});color:light-dark(#1a1a1a,#fff)}}" for name in CHANGES)
        + "".join(f"mark.{n}{{text-decoration:underline {line} {_line(n)} 1.5px}}" for n, line in _UNDERLINES.items())
    )


def _variables() -> str:
    """Colours of both themes; one that a browser without light-dark() does not know stays the light one."""
    inks = {name: (getattr(LIGHT, name), getattr(DARK, name)) for name in ("ink", "faint", "line", "ground")}
    inks |= {name: (change.tint, change.dark_tint) for name, change in CHANGES.items()}
    return "".join(f"--{name}:light-dark({light},{dark});" for name, (light, dark) in inks.items())


def _line(change: str) -> str:
    return "#767676" if change == "never" else CHANGES[change].colour


_SHEET = """
*{box-sizing:border-box}
body{margin:0 auto;max-width:62rem;padding:1.5rem 1.25rem 4rem;background:var(--ground);color:var(--ink);
font:1rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Liberation Sans",sans-serif;overflow-wrap:anywhere}
h1{font-size:1.9rem;line-height:1.2;margin:0 0 .4rem}
h2{font-size:1.4rem;margin:2.6rem 0 .6rem;padding-top:.9rem;border-top:1px solid var(--line)}
h3{font-size:1.1rem;margin:1.8rem 0 .4rem}
p{margin:.5rem 0}
a{color:inherit}
nav ol{columns:18rem;padding-left:1.4rem;margin:.6rem 0}
.quiet,figcaption,small,footer{color:var(--faint)}
p.quiet,figcaption,footer{font-size:.85rem}
.caption{margin:1.1rem 0 -.6rem}
.note{border-left:3px solid var(--line);padding-left:.9rem;white-space:pre-line}
.badge{border-radius:3px;padding:.05em .5em;font-size:.9rem;white-space:nowrap}
.wide{overflow-x:auto;max-width:100%}
table{border-collapse:collapse;margin:1rem 0;font-size:.9rem;font-variant-numeric:tabular-nums;overflow-wrap:normal}
th,td{padding:.28rem .7rem .28rem 0;text-align:left;vertical-align:top;border-bottom:1px solid var(--line)}
thead th{color:var(--faint);vertical-align:bottom;font-weight:600}
tbody th{font-weight:400;min-width:4.5rem}
.n{text-align:right;white-space:nowrap}
tr.quiet td,tr.quiet th{color:var(--faint)}
figure{margin:1.4rem 0}
figure svg{display:block;width:100%;height:auto;max-height:56rem}
figure .narrow{display:none}
figcaption{margin-top:.4rem}
pre{overflow-x:auto;padding:.8rem;border:1px solid var(--line);border-radius:4px;font-size:.85rem;white-space:pre-wrap}
article{border-top:1px solid var(--line);padding:.5rem 0}
.head{display:flex;flex-wrap:wrap;gap:.2rem .9rem;font-size:.9rem;align-items:baseline}
blockquote{margin:.3rem 0 0}
blockquote p{margin:.15rem 0;font-size:1.05rem}
.words{display:flex;flex-wrap:wrap;gap:.3rem .4rem;align-items:flex-start}
.word{display:inline-flex;flex-direction:column;align-items:flex-start;line-height:1.25}
.word small{font-size:.72rem}
mark{border-radius:3px;padding:0 .2em}
mark sup{font-size:.65em;font-weight:700;margin-right:.15em}
.out{border-bottom:1px dashed currentColor;color:var(--faint)}
.definition{margin:1rem 0}
.definition math{font-size:1.05rem;text-align:left;display:inline-block;margin:.35rem 0}
@media screen and (max-width:40rem){body{padding-inline:.9rem}.many table{min-width:46rem}
figure .broad{display:none}figure .narrow{display:block}}
@media print{:root{color-scheme:light}body{max-width:none;padding:0;font-size:10pt}.wide{overflow:visible}
figure,article,tr,.definition{break-inside:avoid}h2,h3,.caption{break-after:avoid}figure svg{max-height:20cm}
nav{display:none}@page{margin:16mm}}
"""
