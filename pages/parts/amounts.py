"""Durations, sizes and moments in words."""

import math
from datetime import UTC, datetime, tzinfo


def duration(seconds: float) -> str:
    """`8 s`, `1 min 32 s`, `2 h 05 min`, `3 d 4 h`."""
    whole = max(0, round(seconds))
    minutes, s = divmod(whole, 60)
    hours, m = divmod(minutes, 60)
    days, h = divmod(hours, 24)
    if days:
        return f"{days} d {h} h"
    if hours:
        return f"{hours} h {m:02} min"
    return f"{minutes} min {s:02} s" if minutes else f"{s} s"


def about(seconds: float) -> str:
    """A forecast, no more exact than it can be: `about 20 s`, `about 4 min`, `about 2.5 h`."""
    if seconds < 55:
        return f"about {max(5, math.ceil(seconds / 5) * 5)} s"
    if seconds < 55 * 60:
        return f"about {round(seconds / 60)} min"
    return f"about {seconds / 3600:.1f} h".replace(".0 h", " h")


def size(amount: int) -> str:
    """`640 KB`, `91 MB`, `1.3 GB`; powers of 1000, as file managers and disks count."""
    if amount < 1e6:
        return f"{amount / 1e3:.0f} KB"
    return f"{amount / 1e6:.0f} MB" if amount < 1e9 else f"{amount / 1e9:.1f} GB"


def moment(timestamp: float, zone: tzinfo = UTC) -> str:
    """`22 Nov 2026, 17:30`."""
    found = datetime.fromtimestamp(timestamp, zone)
    return f"{found.day} {found:%b %Y, %H:%M}"
