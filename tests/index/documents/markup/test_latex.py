"""LaTeX → blocks."""

from __future__ import annotations

import pytest

from index.documents.markup.latex import blocks
from tests.index.documents.written_blocks import written


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("\\documentclass{a}\n\\title{The \\emph{Title}}\n\\begin{document}\n\\maketitle\n\\section{One}\\label{a}\nWords. % never\n\n\\subsection{Two}\nMore.\n\\section*{Three}\nEnd.\n\\end{document}", ["heading: The Title", "The Title › heading: One", "The Title › One › paragraph: Words.", "The Title › One › heading: Two", "The Title › One › Two › paragraph: More.", "The Title › heading: Three", "The Title › Three › paragraph: End."]),
        ("A \\textbf{b} \\emph{c \\textit{d}}~e \\cite{f}, $O(n \\cdot d^2)$ 5\\% ``g'' \\href{u}{h} i--j.", ["paragraph: A b c d e, O(n d^2) 5% \"g\" h i–j."]),
        ("All:\n\\begin{itemize}\n\\item one\nmore\n\\begin{enumerate}\n\\item two\n\\end{enumerate}\n\\item[three] is it\n\\end{itemize}\nEnd.", ["paragraph: All:", "item (All:): one\nmore", "item (All: one more): two", "item (All:): three: is it", "paragraph: End."]),
        ("\\begin{verbatim}\n\\make *all*\n\\end{verbatim}\n\\begin{equation}\nE\n\\end{equation}\n\\begin{tikzpicture}\nnever\n\\end{tikzpicture}", ["code: \\make *all*", "paragraph: E"]),
        ("Write \\verb|\\begin{verbatim}| here. % never\n\nMore. % never", ["paragraph: Write \\begin{verbatim} here.", "paragraph: More."]),
        ("\\begin{lstlisting}[language=TeX]\n% first\nx = 1 % two\n% last\n\\end{lstlisting}\nWords. % never\n\n% \\begin{verbatim}\nMore. % never", ["code: % first\nx = 1 % two\n% last", "paragraph: Words.", "paragraph: More."]),
        ("\\begin{table}\n\\caption{\n  The prices.}\n% never\n\\begin{tabular}{l|r}\n\\hline\nName & Price \\\\\n & in \\$ \\\\ \\hline\na & 8 \\\\\nb \\& c & \\\\\n\\end{tabular}\n\\end{table}", ["paragraph: The prices.", "header (The prices.): Name · Price", "header (The prices.): in $", "row (The prices.): Name: a · Price in $: 8", "row (The prices.): Name: b & c"]),
        ("Ships carry 12 harpoons~\\footnote{Galleons \\emph{carry} 30.} and rope.\\footnote[2]{No.}", ["paragraph: Ships carry 12 harpoons (Galleons carry 30.) and rope. (No.)"]),
        ("\\begin{quote}Retreat.\\end{quote}\n\nSo \\begin{center}be quiet.\\end{center}", ["paragraph: Retreat.", "paragraph: So be quiet."]),
        ("\\SI{40}{\\kilo\\gram}, \\qty[x=1]{8.5}{km/h}, \\SI{3}{\\percent}, \\num{9}, \\si{\\metre\\per\\second\\squared}, \\SI{2}{\\pearl}", ["paragraph: 40 kg, 8.5 km/h, 3%, 9, m/s², 2 pearl"]),
        ("\\newcommand{\\guild}{Saltwake}\n\\def\\x{a \\b}\n\\begin{document}\n\\section{In \\guild}\nHow \\guild{} runs, \\guild\\ or \\guild{}'s \\x{} \\guilds \\verb|\\guild|.\n\\end{document}", ["heading: In Saltwake", "In Saltwake › paragraph: How Saltwake runs, Saltwake or Saltwake's  \\guild."]),
    ],
)  # fmt: skip
def test_blocks(text: str, lines: list[str]):
    """Sections, lists, tables and verbatim text are read as they are shown.

    The preamble and comments are not read.
    """
    assert written(text, blocks(text)) == lines
