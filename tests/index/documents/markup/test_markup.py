"""Properties of the blocks of every markup format, for any text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.documents.markup import asciidoc, latex, manual_page, mediawiki, org, rst
from tests.index.documents.written_blocks import check_blocks, check_time

READERS = [asciidoc, latex, manual_page, mediawiki, org, rst]
PIECES = [
    "\n", "\n\n", "\r\n", "\r", "\u2028", "word ", "a", "?", "  ", "    ", "\t", "Head\n====\n", "====\nHead\n====\n", "- item\n", "* item\n", "** two\n", "1. one\n", "  more\n",
    "Term\n  what it is\n", "term:: def\n", "- term :: def\n", ".. note:: x\n", ".. code-block:: sh\n\n   x\n", ".. comment\n", ".. _t: u\n", ":field: value\n", "::\n\n  code\n", "#. x\n", ".. |a| replace:: b\n", "|a|", ":ref:`t`", ".. _t:\n\nHead\n====\n", "-v, --verbose  x\n", "--key F\n   x::\n\n      y\n", ".. class:: A\n", "\nNAME\n    a\n", "LS(1)     x     LS(1)\n", "  -f\n  --force\n     x\n", "    0     ok\n",
    "+---+---+\n| a | b |\n+===+===+\n| c | d |\n+---+---+\n", "===  ===\na    b\n===  ===\nc    d\n     e\n===  ===\n", "| a | b |\n|---+---|\n| c | d |\n", "|===\n|a |b\n\n|c\n|d\n|===\n",
    "= Title\n", "== Part\n", "----\n", "....\n", "++++\n", "////\n", "// x\n", "[NOTE]\n", ".Title\n", "+\n", "* Head\n", "#+begin_src\n", "#+end_src\n", "#+TITLE: x\n", ":PROPERTIES:\n", ":END:\n",
    "`a`", "``b``", "*b*", "_i_", "/i/", "=c=", "~d~", "`t <u>`_", ":r:`t`", "[[u][d]]", "<<a,b>>", "link:u[t]", "http://u[t]", "\\", "\\section{A}\n", "\\item x\n", "\\begin{itemize}\n", "\\end{itemize}\n",
    "\\begin{tabular}{ll}\na & b \\\\ \\hline\nc & d \\\\\n\\end{tabular}\n", "\\begin{document}\n", "\\title{T}\n", "\\caption{C\n", "% no\n", "\\emph{e}", "{", "}", "$x$", "&", "\\\\", "\x00", "\ufdd0", "Q: a?\n", "A: b\n", "**c?**\n",
    "** b\n", "#c\n", "; t : d\n", ";t\n", ":d\n", "{|\n", "|-\n", "|}\n", "| a || b\n", "! h\n", "|+ c\n", "{{Infobox\n", "| k = v\n", "}}\n", "{{x|y}}", "{{", "[[a|b]]", "[[", "]]", "'''", "''", "<ref>", "</ref>", "<pre>", "</pre>\n", "<!--", "-->",
]  # fmt: skip
ANY_TEXT = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=6)), max_size=40).map("".join)


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.__name__.rsplit(".")[-1])
@given(text=ANY_TEXT)
def test_blocks_of_any_text_are_in_order_and_apart(reader, text: str):
    """The blocks of any text, and their replacements, have exact edges, are in order and do not overlap."""
    check_blocks(text, reader.blocks(text))


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.__name__.rsplit(".")[-1])
@pytest.mark.parametrize("sign", ["*", "`a ", "- ", "[[", "\\begin{a}", "{", "|", "a::\n", " a\n  ", "+", ".. x::\n", "1.\n", "<<", ":a:", "=", "#", "\\item\n", "%", "\n", "{{a\n", "{{a\n\n", "{|\n", "{|\n\n", "<pre>\n", "<ref>", "include::a["])  # fmt: skip
def test_hostile_signs_are_read_in_time_that_grows_with_them(reader, sign: str):
    """A sign that is repeated breaks no reader, and the time grows in proportion to the text."""
    check_blocks(sign * 3000, reader.blocks(sign * 3000))
    check_time(reader.blocks, sign)
