"""The source of an RTF file → the source without hidden text, with marked headings and separate notes.

The control words are those of RTF 1.9.1: "Font (Character) Formatting Properties", "Style Sheet",
"Footnotes".
"""

from __future__ import annotations

import re
from typing import NamedTuple

from index.documents.converted.office.outline_level import PLAIN_TEXT, heading_level
from index.documents.converted.office.rtf_looks import Looks

HEADING = "\x01"  #: at the end of a heading's line, before its level (a digit)
NOTE = "\x03"  #: before each line of a note or a text box
BREAK = "\x02"  #: at the end of a line or paragraph inside a cell
LOOK = "\x04"  #: at the end of a line, before its look
NAMES = "\x05"  #: at the end of a row that is bold or marked as a header row
_TOKEN = re.compile(
    r"\\(?P<word>[a-z]{1,32})(?P<value>-?\d{1,10})? ?|\\'[0-9a-f]{2}|\\.|(?P<brace>[{}])|[^\\{}]+|\\",
    re.IGNORECASE | re.DOTALL,
)
# Properties of characters: deleted, moved elsewhere, hidden, struck once or twice.
_HIDING = ("deleted", "mvf", "v", "strike", "striked")
_CHARACTER_LIST = """
    bullet emdash emspace endash enspace ldblquote line lquote page par qmspace rdblquote rquote sect tab u
"""
_CHARACTERS = frozenset(_CHARACTER_LIST.split())  # control words that represent a character
_ENDS_OF_LINE = ("par", "line", "sect", "page")
# Headers and footers of pages, and what older programs show instead of a drawing.
_OMITTED = (
    *("header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf"),
    *("shprslt", "nonshppict"),
)
_NOTES = ("footnote", "shptxt")
_LABELS = ("listtext", "pntext")  # the number or bullet of an item, as the program wrote it
_NUMBER = re.compile(r"\(?(?:\w{1,9}[.)]|\d[\w.]{0,15}\)?)")
_HEADING_NAME = re.compile(r"(?:heading (?P<level>[1-9])|(?P<title>title));?$", re.IGNORECASE)
_TITLE_LEVEL = 0


class _State(NamedTuple):
    """The properties that are valid until the end of a group."""

    hidden_by: frozenset[str] = frozenset()  #: the properties that hide characters; empty if they are shown
    level: int | None = None  #: the level of the heading; None for another paragraph
    in_cell: bool = False  #: whether the paragraph is in a cell of a table
    in_note: bool = False  #: whether it is in a note or a text box
    is_omitted: bool = False  #: whether it is omitted, such as the header of pages
    label: int = 0  #: the number of groups around an item's label, while the label is read; else 0

    def changed(self, word: str, value: str | None) -> _State:
        """The properties after a control word for characters or paragraphs."""
        if word in _HIDING:
            is_off = value == "0"
            return self._replace(hidden_by=self.hidden_by - {word} if is_off else self.hidden_by | {word})
        if word in _OMITTED:
            return self._replace(is_omitted=True)
        match word:
            case "plain":
                return self._replace(hidden_by=frozenset())
            case "pard":
                return self._replace(level=None, in_cell=False)
            case "intbl" if not self.in_note:
                return self._replace(in_cell=value != "0")
            case "outlinelevel":
                return self._replace(level=_level(value))
        return self


def _level(outline: str | None) -> int | None:
    return heading_level(int(outline or PLAIN_TEXT))


def prepare(source: str) -> str:
    """Prepare the source for striprtf.

    A heading ends with HEADING and its level, any other paragraph with LOOK and its look. A note or a text
    box is moved to lines of its own, after the paragraph or the row of a table to which it belongs.
    """
    return _Preparation().run(source)


class _Preparation:
    """Rewrites a source in one pass."""

    def __init__(self) -> None:
        self._state = _State()
        self._groups: list[_State] = []  # the state before each open group
        self._main: list[str] = []
        self._note: list[str] = []  # the source of the note that is open
        self._note_depth = 0  # the number of groups around the text of that note
        self._notes: list[str] = []  # the notes that are written after the end of their paragraph
        self._label = ""  # the label of an item, while it is read
        self._looks = Looks()
        self._styles = _StyleSheet()

    def run(self, source: str) -> str:
        """The rewritten source."""
        at = 0
        while token := _TOKEN.match(source, at):
            at = token.end()
            word, value = token["word"], token["value"]
            if word == "bin":  # binary data follows
                at += max(0, int(value or 0))
            self._styles.add(token, len(self._groups))
            if token["brace"]:
                self._brace(token["brace"])
            elif word:
                self._word(word, value, source[token.start() : at])
            elif self._state.label:
                self._label += token[0] if token[0][0] != "\\" else ""
            elif token[0] == "\\*" or not self._state.hidden_by:
                self._write(token[0])
                self._add_look(token[0])
        self._write_notes()
        return "".join(self._main)

    def _write(self, source: str) -> None:
        (self._note if self._state.in_note else self._main).append(source)

    def _add_look(self, text: str) -> None:
        """Record the look of a text, unless it is in a note or omitted."""
        if not self._state.in_note and not self._state.is_omitted:
            self._looks.add(text)

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
        elif len(self._groups) == 1 and self._notes:  # the last paragraph of a file may have no end
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
        if word in _NOTES and not state.in_note and not state.is_omitted:
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
        elif word not in ("chftn", "ftnalt"):  # the number of a note, and the mark of an endnote
            self._change(word, value)
            if not (self._state.hidden_by and word in _CHARACTERS):
                self._write(source)

    def _end_row(self, source: str) -> None:
        self._write((NAMES if self._looks.end_row() else "") + source)
        self._state = self._state._replace(in_cell=False)
        self._write_notes()

    def _end_line(self, word: str, source: str) -> None:
        state = self._state
        if state.hidden_by:
            return
        if state.in_cell:
            self._write(f"\\tab {BREAK}")
            return
        ends_paragraph = word == "par" and not state.in_note and not state.is_omitted
        if ends_paragraph:
            self._write_look()
        self._write(source + NOTE if state.in_note else source)
        if ends_paragraph:
            self._write_notes()

    def _write_look(self) -> None:
        """Write the level of the heading that ends, or the look of any other paragraph."""
        look = self._looks.end_paragraph()
        if self._state.level is not None:
            self._write(f"\\tab {HEADING}{self._state.level}")
        elif look is not None:
            self._write(f"\\tab {LOOK}{look}")

    def _write_notes(self) -> None:
        notes, self._notes = self._notes, []
        self._main += (f"{{{NOTE}{note}\\par }}" for note in notes)

    def _change(self, word: str, value: str | None) -> None:
        """Apply a control word for characters or paragraphs."""
        self._looks.change(word, value)
        if word == "s":
            self._state = self._state._replace(level=self._styles.levels.get(value or "0"))
        else:
            self._state = self._state.changed(word, value)


class _StyleSheet:
    """The heading styles of a file."""

    def __init__(self) -> None:
        self.levels: dict[str, int] = {}  #: the levels of heading styles by their numbers
        self._depth = 0  # the number of groups around the entries, while they are read; else 0
        self._number = self._name = ""
        self._level: int | None = None

    def add(self, token: re.Match[str], depth: int) -> None:
        """Read the next token of the file, with `depth` groups around it."""
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
