"""LaTeX → blocks: sections, paragraphs, lists, tables, verbatim text. The preamble is not prose."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain, pairwise

from index.documents.blocks.block_builder import MASK
from index.documents.markup.inline import Markup, inline_reader
from index.documents.markup.latex_units import unit_symbols
from index.documents.markup.lines import EndAndBlocks, Line, LineReader, mask
from index.documents.markup.tables import rows_of
from index.types import Block

_PREAMBLE = re.compile(r"\A.{0,200000}?\\begin\{document\}", re.DOTALL)
_SECTION = re.compile(
    r"\\(?P<name>part|chapter|section|subsection|subsubsection|paragraph|subparagraph)\*?(?:\[[^\]\n]*\])?\{"
)
_LEVELS = ("part", "chapter", "section", "subsection", "subsubsection", "paragraph", "subparagraph")
_BEGIN = re.compile(r"\\begin\{(?P<name>[\w*]+)\}(?:\[[^\]\n]*\])?(?:\{[^\n]*?\}(?=\s*$|\{))*")
_END = re.compile(r"\\end\{[\w*]+\}")
_ITEM = re.compile(r"\\item\b[ \t]*(?:\[(?P<term>[^\]\n]*)\][ \t]*)?")
_CAPTION = re.compile(r"\\(?:caption|title)\*?(?:\[[^\]\n]*\])?\{")
_RULES = re.compile(
    rf"(?:[\s{MASK}]|\[[\w.]{{1,9}}\]|\\(?:hline|toprule|midrule|bottomrule"
    r"|(?:cmidrule|cline|specialrule)(?:\([^)\n]*\))?(?:\{[^}\n]*\})*))*"
)
_CODE = frozenset(("verbatim", "lstlisting", "minted", "Verbatim", "alltt"))
# A comment; or code, in which "%" does not start a comment.
_COMMENT = re.compile(
    rf"^[ \t]*\\begin\{{(?P<code>{'|'.join(sorted(_CODE))})\}}.*?(?:\\end\{{(?P=code)\}}|\Z)|(?<!\\)%[^\n]*",
    re.DOTALL | re.MULTILINE,
)
_TABLES = frozenset(("tabular", "tabularx", "tabular*", "longtable", "array", "tabulary"))
_SKIPPED = frozenset(("tikzpicture", "comment", "thebibliography", "pgfplots", "picture", "filecontents"))
_READ_WHOLE = _CODE | _TABLES | _SKIPPED  # environments with content of their own; others contain text
_COMMAND = re.compile(
    r"\\(?:label|bibliography|bibliographystyle|input|include|usepackage|newcommand|renewcommand|providecommand|def"
    r"|setlength|vspace|hspace|maketitle|tableofcontents|clearpage|newpage|centering|includegraphics|noindent|appendix|hline|toprule|midrule"
    r"|bottomrule|cmidrule|thispagestyle|pagestyle)\b[^\n]*$"
)

# The definition of a command that stands for plain words, and its use.
_DEFINITION = re.compile(
    r"\\(?:(?:new|renew|provide)command\*?|def)[ \t]*\{?\\(?P<name>[a-zA-Z]{1,50})\}?"
    r"[ \t]*\{(?P<words>[^{}\\#$\n]{1,200})(?:\\xspace)?\}"
)
_OWN_COMMAND = re.compile(r"\\(?P<name>[a-zA-Z]{1,50})(?![a-zA-Z])(?:\{\}|\\(?=[ ]))?")

_REFERENCES = "cite[tp]?|footcite|parencite|autocite|ref|eqref|autoref|cref|Cref|pageref|label|index"
_ARGUMENT = r"\{(?P<read>[^{}]*(?:\{[^{}]*\}[^{}]*)*)\}"
_OPTIONS = r"(?:\[[^\]\n]*\])?"
_NUMBER_AND_UNIT = r"\{(?P<read>[^{}\n]*)\}\{(?P<name>[^{}\n]*)\}"
_SIGNS = "\\${}~`'-&"


def _unit_after_number(source: str) -> str:
    """Return what is read after a number with a unit: "8 kg", but "8%" and "8°"."""
    symbols = unit_symbols(source)
    return symbols if symbols in ("%", "°") else f" {symbols}"


_LITERAL = (
    Markup(re.compile(r"\\verb\*?([^\w\s])(?P<read>[^\n]{0,500}?)\1"), literal=True),
    Markup(re.compile(r"\\(?P<read>[%&$#_{}])"), literal=True),
)
_MARKUPS = (
    Markup(re.compile(rf"[~ ]?\\(?:{_REFERENCES})\*?(?:\[[^\]\n]*\]){{0,2}}\{{[^{{}}\n]*\}}")),
    Markup(re.compile(r"\\(?:includegraphics|vspace|hspace|color|textcolor)\*?(?:\[[^\]\n]*\])?\{[^{}\n]*\}")),
    Markup(re.compile(r"\\(?:multicolumn\{\d+\}\{[^{}\n]*\}|multirow\{[^{}\n]*\}\{[^{}\n]*\})")),
    Markup(re.compile(rf"\\href\{{[^{{}}]{{0,1000}}\}}{_ARGUMENT}")),
    Markup(re.compile(r"\\rule\{[^{}\n]*\}\{[^{}\n]*\}")),
    Markup(re.compile(rf"[~ ]?\\footnote(?:\[\d+\])?{_ARGUMENT}"), before=" (", after=")"),
    Markup(re.compile(r"\\footnote\{"), after=" ("),
    Markup(re.compile(rf"\\(?:SI|qty){_OPTIONS}{_NUMBER_AND_UNIT}"), meaning=_unit_after_number),
    Markup(re.compile(rf"\\(?:si|unit){_OPTIONS}\{{(?P<name>[^{{}}\n]*)\}}"), meaning=unit_symbols),
    Markup(re.compile(r"\\(?:begin|end)\{[\w*]+\}")),
    Markup(re.compile(r"\\\\(?:\[[^\]\n]*\])?"), after=" "),
    Markup(re.compile(r"\\(?:cdot|times)(?![a-zA-Z])[ ]?"), after=""),
    Markup(re.compile(r"\\(?:ldots|dots)(?![a-zA-Z])(?:\{\})?"), after="…"),
    Markup(re.compile(r"\\[a-zA-Z]+\*?(?:\[[^\]\n]{0,200}\])?[ ]?|\\[,;:!> /]")),
    Markup(re.compile(r"~"), after=" "),
    Markup(re.compile(r"---"), after="—"),
    Markup(re.compile(r"(?<!-)--(?!-)"), after="–"),
    Markup(re.compile(r"``|(?<!')''(?!')"), after='"'),
    Markup(re.compile(r"[{}]|\$\$?")),
)  # fmt: skip


def blocks(text: str) -> Iterator[Block]:
    """Yield the blocks of a LaTeX text in order."""
    return _Reader().blocks(text)


class _Reader(LineReader):
    """Reads the lines of LaTeX."""

    def __init__(self) -> None:
        # What is read for the commands that the document defines for words that it often uses.
        self._words: dict[str, str] = {}
        own = Markup(_OWN_COMMAND, meaning=self._words.get)
        super().__init__(inline_reader(_SIGNS, (*_LITERAL, own, *_MARKUPS)))

    def masked(self, source: str) -> str:
        """Return the text with its preamble, except the document's title, and its comments masked."""
        self._words.update((found["name"], found["words"]) for found in _DEFINITION.finditer(source))
        if preamble := _PREAMBLE.match(source):
            title = _CAPTION.search(preamble[0])
            start = title.start() if title else 0
            kept = preamble[0][start : _closing(source, title.end()) + 1] if title else ""
            end = start + len(kept)
            after = preamble.end()
            source = mask(source[:start]) + kept + mask(source[end:after]) + source[after:]
        return _COMMENT.sub(lambda found: found[0] if found["code"] else MASK * len(found[0]), source)

    def block_at(self, lines: Sequence[Line], at: int) -> EndAndBlocks:
        line = lines[at]
        text = self.text_of(line)
        if section := _SECTION.match(text):
            level = _LEVELS.index(section["name"]) + 1
            return self._titled(lines, at, section.end(), level)
        if caption := _CAPTION.match(text):
            if caption[0].startswith("\\title"):
                return self._titled(lines, at, caption.end(), 0)
            return self._caption(lines, at, caption.end())
        if begin := _BEGIN.match(text):
            return self._environment(lines, at, begin)
        if (end := _END.match(text)) or _COMMAND.match(text) or not text.strip(MASK):
            rest = line.start + (end.end() if end else len(text))
            return at + 1, self.read([line._replace(start=rest)]) if rest < line.end else iter(())
        if item := _ITEM.match(text):
            return self._list_item(lines, at, item)
        return self.paragraph(lines, at)

    def _list_item(self, lines: Sequence[Line], at: int, item: re.Match[str]) -> EndAndBlocks:
        """Read an item, up to the next item of its list, with the lists in it. Its term is in brackets."""
        end, depth = at + 1, 0
        while end < len(lines):
            following = self.text_of(lines[end])
            depth += following.startswith("\\begin{") - following.startswith("\\end{")
            if depth < 0 or (depth == 0 and _ITEM.match(following)):
                break
            end += 1
        if not item["term"]:
            return end, self.item(lines[at:end], item.end())
        start, stop, indent = lines[at]
        head = Line(start + item.start("term"), start + item.end("term"), indent)
        rest = Line(start + item.end(), stop, indent)
        return end, self.definition([head, *([rest] if rest.start < stop else []), *lines[at + 1 : end]])

    def ends_paragraph(self, lines: Sequence[Line], at: int) -> bool:
        text = self.text_of(lines[at])
        return text.startswith("\\") and bool(
            _SECTION.match(text)
            or _BEGIN.match(text)
            or _END.match(text)
            or _ITEM.match(text)
            or _COMMAND.match(text)
            or _CAPTION.match(text)
        )

    def _titled(self, lines: Sequence[Line], at: int, offset: int, level: int) -> EndAndBlocks:
        """Read a heading in braces, and the text after it on its line."""
        start = lines[at].start + offset
        end, after, rest = self._braces(lines, at, start)
        return after, chain(self.builder.heading([(start, end)], level), self.read(rest))

    def _caption(self, lines: Sequence[Line], at: int, offset: int) -> EndAndBlocks:
        start = lines[at].start + offset
        end, after, rest = self._braces(lines, at, start)
        return after, chain(self.builder.paragraph([(start, end)]), self.read(rest))

    def _braces(self, lines: Sequence[Line], at: int, start: int) -> tuple[int, int, list[Line]]:
        """Find the end of the braces whose content starts at `start`.

        Return the offset of the closing brace, the index of the line after it, and the rest of its line.
        """
        end = _closing(self.builder.source, start)
        after = at + 1
        while after < len(lines) and lines[after].start <= end:
            after += 1
        last = lines[after - 1].end
        return end, after, [Line(end + 1, last, 0)] if end + 1 < last else []

    def _environment(self, lines: Sequence[Line], at: int, begin: re.Match[str]) -> EndAndBlocks:
        name = begin["name"]
        if name not in _READ_WHOLE:
            rest = lines[at]._replace(start=lines[at].start + begin.end())
            return at + 1, self.read([rest]) if rest.start < rest.end else iter(())
        end = at + 1
        while end < len(lines) and f"\\end{{{name}}}" not in self.text_of(lines[end]):
            end += 1
        content = lines[at + 1 : end]
        if name in _SKIPPED or not content:
            return end + 1, iter(())
        if name in _CODE:
            return end + 1, self.builder.code([line.range for line in content])
        return end + 1, self._table(content[0].start, content[-1].end)

    def _table(self, start: int, end: int) -> Iterator[Block]:
        """Yield the rows of a table, which end with two backslashes and have ampersands between their cells.

        The rows above the first rule that is below a row name the columns. Without a rule, the first row of
        several names them.
        """
        source = self.builder.source
        rows: list[tuple[tuple[int, int], list[tuple[int, int]]]] = []
        header = 0
        for row in re.split(r"(?=(?<=\\\\)(?!\\))", source[start:end]):
            first, last = start, start + len(row.removesuffix("\\\\"))
            start += len(row)
            rule = _RULES.match(source, first, last)
            if rule and rule[0].strip(MASK + " \n"):
                header = header or len(rows)
            first = rule.end() if rule else first
            if source[first:last].strip(MASK + " \n"):
                cells = re.finditer(r"(?<!\\)&", source[first:last])
                edges = [first - 1, *(first + found.start() for found in cells), last]
                rows.append(((first, last), [(before + 1, after) for before, after in pairwise(edges)]))
        yield from rows_of(self.builder, rows, header=header or int(len(rows) > 1))


def _closing(source: str, start: int) -> int:
    """Return the offset of the brace that closes the content at `start`, at most 5000 characters after it.

    Without such a brace, return the end of the line.
    """
    depth = 1
    for found in re.compile(r"\\.|[{}]").finditer(source, start, start + 5000):
        depth += (found[0] == "{") - (found[0] == "}")
        if depth == 0:
            return found.start()
    end = source.find("\n", start)
    return end if end >= 0 else len(source)
