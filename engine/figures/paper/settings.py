"""How matplotlib writes files, everywhere the same."""

import threading

LOCK = threading.Lock()  # matplotlib's fonts must not be used by two threads at once
CLOUD = 300  # dpi of a cloud of points that is put into a vector file as a picture
SETTINGS = {"pdf.fonttype": 42, "svg.fonttype": "none", "svg.hashsalt": "lethe", "font.family": ["DejaVu Sans"]}
