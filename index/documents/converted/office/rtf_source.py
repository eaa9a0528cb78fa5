"""The source of an RTF file → without what is not shown, its headings marked, its notes as paragraphs.

The properties are those of RTF 1.9.1: "Font (Character) Formatting Properties", "Style Sheet", "Footnotes".
"""

from __future__ import annotations

import re
from typing import NamedTuple

from index.documents.converted.office.rtf_looks import Looks

HEADING = "\x01"  #: before the level of a heading, a digit, at the end of its line
NOTE = "\x03"  #: before each line of a note, or of a text box
BREAK = "\x02"  #: where a line or a paragraph ends inside a cell
LOOK = "\x04"  #: before how a line looks, at its end
NAMES = "\x05"  #: at the end of a row of a table that is bold or marked as that of the columns' names
_TOKEN = re.compile(
    r"\\(?P<word>[a-z]{1,32})(?P<value>-?\d{1,10})? ?|\\'[0-9a-f]{2}|\\.|(?P<brace>[{}])|[^\\{}]+|\\",
    re.IGNORECASE | re.DOTALL,
)
# Deleted, moved elsewhere, hidden, struck once or twice: properties of characters.
_NOT_SHOWN = ("deleted", "mvf", "v", "strike", "striked")
_CHARACTER_LIST = """
    bullet emdash emspace endash enspace ldblquote line lquote page par qmspace rdblquote rquote sect tab u
"""
_CHARACTERS = frozenset(_CHARACTER_LIST.split())  # control words that stand for one
_ENDS_OF_LINE = ("par", "line", "sect", "page")
# Headers and footers of pages, and what older programs show in place of a drawing.
_UNREAD = (
    *("header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf"),
    *("shprslt", "nonshppict"),
)
_NOTES = ("footnote", "shptxt")
_LABELS = ("listtext", "pntext")  # the number or the bullet of an item, as the program counted
_NUMBER = re.compile(r"\(?(?:\w{1,9}[.)]|\d[\w.]{0,15}\)?)")
_HEADING_NAME = re.compile(r"(?:heading (?P<level>[1-9])|(?P<title>title));?$", re.IGNORECASE)
_TITLE_LEVEL, _PLAIN_TEXT = 0, 9  # outline levels count from 0, and the tenth is that of plain text


class _State(NamedTuple):
    """What holds up to the end of a group."""

    marks: frozenset[str] = frozenset()  #: why characters are not shown
    level: int | None = None  #: of the heading that the paragraph is
    in_cell: bool = False  #: whether the paragraph stands in a cell of a table
    in_note: bool = False
    is_unread: bool = False  #: such as in the header of pages
    label: int = 0  #: the groups around the number of an item, while this is read

    def changed(self, word: str, value: str | None) -> _State:
        """What holds after a property of characters or of paragraphs."""
        if word in _NOT_SHOWN:
            return self._replace(marks=self.marks - {word} if value == "0" else self.marks | {word})
        if word in _UNREAD:
            return self._replace(is_unread=True)
        match word:
            case "plain":
                return self._replace(marks=frozenset())
            case "pard":
                return self._replace(level=None, in_cell=False)
            case "intbl" if not self.in_note:
                return self._replace(in_cell=value != "0")
            case "outlinelevel":
                return self._replace(level=_level(value))
        return self


def _level(outline: str | None) -> int | None:
    """The level of a heading by its level in the outline, which counts from 0; None of plain text."""
    level = int(outline or _PLAIN_TEXT)
    return level + 1 if 0 <= level < _PLAIN_TEXT else None


def prepared(source: str) -> str:
    """The source as striprtf is to read it. Its formatting stays whole.

    A heading ends with HEADING and its level, another paragraph with LOOK and how it looks. A note or a text
    box stands in lines of its own, below the paragraph or the row of a table to which it belongs.
    """
    return _Preparation().of(source)


class _Preparation:
    """Goes through the source once."""

    def __init__(self) -> None:
        self._state = _State()
        self._groups: list[_State] = []  # those that hold around each group that is open
        self._main: list[str] = []
        self._note: list[str] = []  # of the note that is open
        self._note_depth = 0  # groups around the text of that note
        self._notes: list[str] = []  # that wait for the end of their paragraph
        self._label = ""  # the number of an item, while it is read
        self._looks = Looks()
        self._styles = _StyleSheet()

    def of(self, source: str) -> str:
        at = 0
        while token := _TOKEN.match(source, at):
            at = token.end()
            word, value = token["word"], token["value"]
            if word == "bin":  # bytes that are no source
                at += max(0, int(value or 0))
            self._styles.take(token, len(self._groups))
            if token["brace"]:
                self._brace(token["brace"])
            elif word:
                self._word(word, value, source[token.start() : at])
            elif self._state.label:
                self._label += token[0] if token[0][0] != "\\" else ""
            elif token[0] == "\\*" or not self._state.marks:
                self._write(token[0])
                self._see(token[0])
        self._write_notes()
        return "".join(self._main)

    def _write(self, source: str) -> None:
        (self._note if self._state.in_note else self._main).append(source)

    def _see(self, text: str) -> None:
        """Take note of how a text looks, but not that of notes."""
        if not self._state.in_note and not self._state.is_unread:
            self._looks.see(text)

    def _brace(self, brace: str) -> None:
        if brace == "{":
            self._write(brace)
            self._groups.append(self._state)
            self._looks.open()
            return
        if self._state.label and len(self._groups) == self._state.label:
            self._write_label()
        if self._state.in_note and len(self._groups) == self._note_depth:
            self._notes.append("".join(self._note))
            self._note = []
        elif len(self._groups) == 1 and self._notes:  # the last paragraph of the file has no end
            self._write("\\par ")
            self._write_notes()
        self._state = self._groups.pop() if self._groups else _State()
        self._looks.close()
        self._write(brace)

    def _write_label(self) -> None:
        label, self._label = self._label.strip(), ""
        self._looks.is_item = True
        self._write(f"{label}\\tab " if _NUMBER.fullmatch(label) else "\\bullet\\tab ")

    def _word(self, word: str, value: str | None, source: str) -> None:
        state = self._state
        if word in _NOTES and not state.in_note and not state.is_unread:
            self._state = state._replace(in_note=True, in_cell=False, level=None)
            self._note_depth = len(self._groups)
        elif word in _LABELS:
            self._state = state._replace(label=len(self._groups))
        elif state.label:
            return
        elif word in _ENDS_OF_LINE:
            self._end_line(word, source)
        elif word == "row":
            self._end_row(source)
        elif word not in ("chftn", "ftnalt"):  # the number of a note, and that it stands at the end
            self._change(word, value)
            if not (self._state.marks and word in _CHARACTERS):
                self._write(source)

    def _end_row(self, source: str) -> None:
        self._write((NAMES if self._looks.names_columns() else "") + source)
        self._state = self._state._replace(in_cell=False)
        self._write_notes()

    def _end_line(self, word: str, source: str) -> None:
        state = self._state
        if state.marks:
            return
        if state.in_cell:
            self._write(f"\\tab {BREAK}")
            return
        ends_paragraph = word == "par" and not state.in_note and not state.is_unread
        if ends_paragraph:
            self._write_look()
        self._write(source + NOTE if state.in_note else source)
        if ends_paragraph:
            self._write_notes()

    def _write_look(self) -> None:
        """Write the level of the heading that ends, or how another paragraph looks."""
        look = self._looks.of_line()
        if self._state.level is not None:
            self._write(f"\\tab {HEADING}{self._state.level}")
        elif look is not None:
            self._write(f"\\tab {LOOK}{look}")

    def _write_notes(self) -> None:
        notes, self._notes = self._notes, []
        self._main += (f"{{{NOTE}{note}\\par }}" for note in notes)

    def _change(self, word: str, value: str | None) -> None:
        """Take up a property of characters or of paragraphs."""
        self._looks.change(word, value)
        if word == "s":
            self._state = self._state._replace(level=self._styles.levels.get(value or "0"))
        else:
            self._state = self._state.changed(word, value)


class _StyleSheet:
    """The styles of a file that are those of headings."""

    def __init__(self) -> None:
        self.levels: dict[str, int] = {}  #: by their numbers
        self._depth = 0  # groups around the entries, while these are read
        self._number = self._name = ""
        self._level: int | None = None

    def take(self, token: re.Match[str], depth: int) -> None:
        """The next token of the file, with how many groups stand around it."""
        if not self._depth:
            self._depth = depth if token["word"] == "stylesheet" else 0
        elif token["brace"] == "}" and depth == self._depth:
            self._depth = 0
        elif depth == self._depth + 1:
            self._entry(token)

    def _entry(self, token: re.Match[str]) -> None:
        word, value = token["word"], token["value"] or ""
        if word == "s":
            self._number = value
        elif word == "outlinelevel":
            self._level = _level(value)
        elif token["brace"] == "}":
            self._end_entry()
        elif token[0][0] not in "\\{":
            self._name += token[0]

    def _end_entry(self) -> None:
        if found := _HEADING_NAME.match(self._name.strip()):
            self._level = int(found["level"]) if found["level"] else _TITLE_LEVEL
        if self._number and self._level is not None:
            self.levels[self._number] = self._level
        self._number, self._name, self._level = "", "", None
