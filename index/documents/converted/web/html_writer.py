"""The HTML elements of web pages, e-books and mails → the blocks of a text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from index.documents.blocks.questions import ends_with_question_mark
from index.documents.blocks.whole_number import whole_number
from index.documents.converted.builder import TextBuilder
from index.documents.converted.packed_blocks import KEYED
from index.documents.converted.web.definitions import Definition, definitions
from index.documents.converted.web.table import cell_text, is_data_table, table_rows
from index.documents.converted.words import clean, looks_like_heading
from index.documents.converted.xml import Element, local_name

_SUMMARY, _TERM = 7, 8  # the levels of a summary and of a term, as headings of the content after them
_HEADINGS = {**{f"h{level}": level for level in range(1, 7)}, "summary": _SUMMARY, "dt": _TERM}
_LISTS = ("ul", "ol", "menu", "dir")
_INLINE_NAMES = (
    "a abbr acronym b bdi bdo big cite code data dfn em font i img ins kbd label mark math nobr "
    "output q ruby rb samp small span strong sub sup time tt u var wbr mi mn mo mrow msub msup"
)
_INLINE = frozenset(_INLINE_NAMES.split())
_BOLD = ("b", "strong")
_BOLD_LINE = 9  # the level of a line in bold type that is a heading
_PARTS_OF_TABLE = ("table", "td", "th", "caption")
_LABEL_AND_VALUE = ("pi-data-label", "pi-data-value")  # classes in the box of a wiki page on Fandom
_LONGEST_DEFINITION = 500  # characters of a description that is one item with its term
_WHITE_SPACE = re.compile(r"\s+")


class HtmlWriter:
    """Writes the text of elements to a builder. Text between blocks is gathered until the next starts."""

    def __init__(self, builder: TextBuilder) -> None:
        self._builder = builder
        self._words: list[str] = []  # the gathered text
        self._marker = ""  # the bullet or number of a list item of which nothing is written yet
        self._depth = -1  # how deep the current list is nested, from 0; -1: there is no list
        self._bold = 0  # the number of bold elements around the current text
        self._all_bold = True  # whether all gathered text is bold
        self._quoted = 0  # the number of block quotations around the current text
        self._handlers: Mapping[str, Callable[[Element], None]] = {
            "aside": self._aside,
            "blockquote": self._quotation,
            "details": self._details,
            "dl": self._definitions,
            "pre": self._code,
            "table": self._table,
        }

    def write(self, element: Element) -> None:
        """Write all of an element."""
        self._children(element)
        self._flush()

    def _children(self, element: Element) -> None:
        self._text(element.text)
        for child in element:
            self._element(child)
            self._text(child.tail)

    def _text(self, text: str | None) -> None:
        """Gather text. A line end in the file is white space on the page: only <br> ends a line."""
        if not text:
            return
        if text.strip() and not self._bold:
            if (
                self._all_bold
                and self._words[-1:] == ["\n"]
                and ends_with_question_mark("".join(self._words))
            ):
                self._flush()  # a question in bold type on a line of its own, and its answer
            self._all_bold = False
        self._words.append(_WHITE_SPACE.sub(" ", text))

    def _element(self, element: Element) -> None:
        tag = local_name(element)
        if tag == "br":
            self._words.append("\n")
        elif tag in _INLINE:
            self._inline(element, tag)
        elif tag:
            self._flush()
            self._block(element, tag)
            self._flush()

    def _inline(self, element: Element, tag: str) -> None:
        if tag == "q":
            self._words.append("“")
        self._bold += tag in _BOLD
        self._children(element)
        self._bold -= tag in _BOLD
        if tag == "q":
            self._words.append("”")

    def _block(self, element: Element, tag: str) -> None:
        if tag in _HEADINGS or (tag == "button" and _plain(element).endswith("?")):
            self._builder.heading(_HEADINGS.get(tag, _SUMMARY), _plain(element))
        elif tag in _LISTS:
            self._list(element, tag)
        elif labelled := _label_and_value(element):
            self._builder.row(labelled, columns=KEYED)
        elif tag in self._handlers:
            self._handlers[tag](element)
        elif tag != "button":
            self._children(element)

    def _code(self, element: Element) -> None:
        self._builder.code(_preformatted(element))

    def _details(self, element: Element) -> None:
        """Write a disclosure element; its content is under its summary as a heading."""
        self.write(element)
        self._builder.close_headings(_SUMMARY)

    def _aside(self, element: Element) -> None:
        """Write a box next to the text. The text after the box is not under the headings in it."""
        with self._builder.aside():
            self.write(element)

    def _quotation(self, element: Element) -> None:
        self._quoted += 1
        self.write(element)
        self._quoted -= 1

    def _definitions(self, element: Element) -> None:
        """Write a description list. A <dl> with text outside its terms and descriptions is not one."""
        outside = (element.text, *(child.tail for child in element))
        if any(text and text.strip() for text in outside):
            self.write(element)
        else:
            for definition in definitions(element):
                self._definition(definition)
        self._builder.close_headings(_TERM)

    def _definition(self, definition: Definition) -> None:
        """Write an item "term: description", or, if the description is long, the terms as its headings."""
        self._builder.close_headings(_TERM)
        terms = [_plain(term).rstrip(" :") for term in definition.terms]
        description = " ".join(map(_plain, definition.descriptions))
        is_short = len(description) <= _LONGEST_DEFINITION and all(
            map(_is_paragraph, definition.descriptions)
        )
        if all(terms) and terms and description and is_short and not any(map(ends_with_question_mark, terms)):
            self._builder.item(f"{', '.join(terms)}: {description}", self._depth + 1, "")
            return
        with self._builder.aside():
            for part in (*definition.terms, *definition.descriptions):
                self._element(part)

    def _list(self, element: Element, tag: str) -> None:
        self._depth += 1
        number = whole_number(element.get("start", "").strip(), 1)
        for child in element:
            if local_name(child) == "li":
                self._marker = f"{number}." if tag == "ol" else "-"
                number += 1
                self._children(child)
                self._flush()
                self._marker = ""
            else:
                self._element(child)
            self._text(child.tail)
        self._flush()
        self._depth -= 1

    def _table(self, element: Element) -> None:
        if not is_data_table(element):
            for part in element.iter(*_PARTS_OF_TABLE):
                if next(part.iterancestors(*_PARTS_OF_TABLE), None) is not element:
                    continue  # the table itself, or an element inside another part
                if part.tag == "table":  # outside all cells; browsers show it, too
                    self._table(part)
                else:
                    self._children(part)
                    self._flush()
            return
        caption = element.find("caption")
        if caption is not None:
            self._builder.paragraph(_plain(caption))
        rows, headers = table_rows(element)
        self._builder.table(rows, headers=headers)

    def _flush(self) -> None:
        """Write the gathered text as a block."""
        text, all_bold = "".join(self._words), self._all_bold
        self._words, self._all_bold = [], True
        if not text.strip():
            return
        if self._marker:
            self._builder.item(text, self._depth, self._marker)
            self._marker = ""
        elif self._depth >= 0:
            self._builder.item(text, self._depth + 1, "")
        elif all_bold and not self._quoted and looks_like_heading(text):
            self._builder.heading(_BOLD_LINE, text)
        else:
            self._builder.paragraph(text, "quotation" if self._quoted else "paragraph")


def _is_paragraph(element: Element) -> bool:
    """Whether an element contains only text, or a single paragraph."""
    blocks = [child for child in element if local_name(child) not in (*_INLINE, "br", "p", "")]
    return not blocks and len(element.findall("p")) <= 1


def _label_and_value(element: Element) -> list[str]:
    """Return the label and the value of a line in the box of a wiki page; empty for any other element."""
    if "pi-data" not in element.get("class", "").split():
        return []
    is_pair = len(element) == 2 and all(
        name in child.get("class", "").split() for name, child in zip(_LABEL_AND_VALUE, element, strict=True)
    )
    return list(map(cell_text, element)) if is_pair else []


def _plain(element: Element) -> str:
    """Return the text of an element on one line."""
    return clean("".join(_texts(element)))


def _texts(element: Element) -> Iterator[str]:
    """Yield the texts in an element, with blanks around the elements that are blocks."""
    yield element.text or ""
    for child in element:
        yield from _texts(child) if local_name(child) in _INLINE else (" ", *_texts(child), " ")
        yield child.tail or ""


def _preformatted(element: Element) -> str:
    """Return the text of an element as it is, with its line breaks."""
    for line_break in element.iter("br"):
        line_break.tail = "\n" + (line_break.tail or "")
    return "".join(element.itertext())
