"""Looks for a regular expression in texts. Run as a script, by path, with the standard library alone.

Reads [pattern, [text, ...]] as JSON from stdin; writes the indices of the texts that have it as JSON to stdout.
"""

import json
import re
import sys


def main() -> None:
    pattern, texts = json.load(sys.stdin)
    search = re.compile(pattern).search
    json.dump([i for i, text in enumerate(texts) if search(text)], sys.stdout)


if __name__ == "__main__":
    main()
