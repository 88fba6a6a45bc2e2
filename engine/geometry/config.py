"""`config.ini` of DirectProbe and of BERT-fine-tuning-analysis: the keys of both."""

from __future__ import annotations

import configparser
import re
from dataclasses import dataclass
from pathlib import Path

from engine.errors import UserError
from engine.settings import unknown

MODES = ("probing", "prediction", "batch_probing")
KEYS = {
    "run": ("output_path", "comments"),
    "data": (
        "common", "label_set_path", "entities_path", "embeddings_path", "test_entities_path", "test_embeddings_path",
        "batch_embeddings_path",
    ),
    "clustering": ("mode", "probing_cluster_path", "enable_cuda", "rate"),
}  # fmt: skip
NO_EFFECT = ("comments", "enable_cuda", "rate")  # a note; a GPU; a step of the search that does not change its result
_NEEDED = {
    "probing": ("embeddings_path",),
    "prediction": ("embeddings_path", "test_entities_path", "test_embeddings_path", "probing_cluster_path"),
    "batch_probing": ("batch_embeddings_path", "probing_cluster_path"),
}


@dataclass(frozen=True)
class Config:
    """What is asked for. Paths are those of the file, relative to its folder; None where a mode does not need them."""

    mode: str
    output: Path
    label_set: Path
    entities: Path
    embeddings: Path | None
    test_entities: Path | None
    test_embeddings: Path | None
    batch_embeddings: Path | None  # folder / checkpoint / layer.txt
    clusters: Path | None  # a clusters.txt, or a folder that has one


def read_config(path: Path) -> Config:
    """UserError names file and line: an unknown section or key, a missing one, an unknown mode, no such file."""
    return _Reading(path).config()


class _Reading:
    def __init__(self, path: Path):
        self._path = path
        self._parser = configparser.ConfigParser(interpolation=configparser.ExtendedInterpolation())
        try:
            self._text = path.read_text(encoding="utf-8-sig")
            self._parser.read_string(self._text, source=path.name)
        except OSError as error:
            raise UserError(f"{path}: cannot be read: {error.strerror}") from error
        except UnicodeDecodeError as error:
            raise UserError(f"{path}: is not UTF-8 text (byte {error.start})") from error
        except configparser.ParsingError as error:
            line = getattr(error, "lineno", None) or error.errors[0][0]
            text = self._text.split("\n")[line - 1].strip()
            raise self._wrong(line, f"expected a [section], and below it `key = value`, got {text[:60]!r}") from error
        except (configparser.DuplicateOptionError, configparser.DuplicateSectionError) as error:
            twice = getattr(error, "option", None) or f"[{error.section}]"
            raise self._wrong(error.lineno, f"{twice} is there twice") from error

    def config(self) -> Config:
        self._check_names()
        mode = self._value("clustering", "mode")
        if not mode:
            raise self._missing("clustering", "mode", "There is: " + ", ".join(MODES))
        if mode not in MODES:
            raise self._wrong(self._line("clustering", "mode"), unknown("mode", mode, MODES))
        paths = {key: self._file("data", key) for key in KEYS["data"] if key != "common"}
        paths["probing_cluster_path"] = self._file("clustering", "probing_cluster_path")
        output = self._file("run", "output_path")
        needed = ("label_set_path", "entities_path", *_NEEDED[mode])
        for key in needed:
            if paths[key] is None:
                section = next(section for section, keys in KEYS.items() if key in keys)
                raise self._missing(section, key, f"Mode {mode} needs it")
        if output is None:
            raise self._missing("run", "output_path", "Results go there")
        clusters = paths["probing_cluster_path"]
        if clusters is not None and clusters.is_dir():
            clusters = clusters / "clusters.txt"
        return Config(
            mode, output, paths["label_set_path"], paths["entities_path"], paths["embeddings_path"],
            paths["test_entities_path"], paths["test_embeddings_path"], paths["batch_embeddings_path"], clusters,
        )  # fmt: skip

    def _check_names(self) -> None:
        for section in self._parser.sections():
            if section not in KEYS:
                raise self._wrong(self._line(section), unknown("section", section, list(KEYS)))
            for key in self._parser[section]:
                # like `common`, a key may be there only to be used in others
                is_used = re.search(r"\$\{(\w+:)?" + re.escape(key) + r"\}", self._text)
                if key not in KEYS[section] and not is_used:
                    raise self._wrong(self._line(section, key), unknown(f"key in [{section}]", key, KEYS[section]))

    def _value(self, section: str, key: str) -> str:
        try:
            return self._parser.get(section, key, fallback="").strip()
        except configparser.InterpolationError as error:
            said = " ".join(str(error).split())
            raise self._wrong(self._line(section, key), f"{key} cannot be filled in: {said}") from error

    def _file(self, section: str, key: str) -> Path | None:
        value = self._value(section, key)
        return self._path.parent / value if value else None

    def _missing(self, section: str, key: str, why: str) -> UserError:
        if not self._parser.has_section(section):
            return UserError(f"{self._path}: there is no section [{section}] with the key {key!r}. {why}")
        if self._parser.has_option(section, key):
            return self._wrong(self._line(section, key), f"{key} is empty. {why}")
        return self._wrong(self._line(section), f"[{section}] has no key {key!r}. {why}")

    def _line(self, section: str, key: str | None = None) -> int:
        """Of the section's head, or of the key below it; from 1."""
        inside = False
        for number, line in enumerate(self._text.split("\n"), 1):
            if head := re.match(r"\[([^\]]+)\]", line):
                inside = head[1] == section
                if inside and key is None:
                    return number
            elif inside and key and re.match(rf"{re.escape(key)}\s*([=:]|$)", line.strip(), re.IGNORECASE):
                return number
        return 1

    def _wrong(self, line: int, message: str) -> UserError:
        return UserError(f"{self._path}, line {line}: {message}")
