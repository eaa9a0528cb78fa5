"""Write the same made-up text in each format that Munshi reads."""

from __future__ import annotations

import io
import json
import random
import zipfile
from collections.abc import Callable, Iterable, Mapping
from email.message import EmailMessage
from itertools import islice
from xml.sax.saxutils import escape

#: (kind, text); the kind is "heading", "paragraph", "item" or "row"; tabs separate the cells of a row
Block = tuple[str, str]

_SHEETS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SLIDES = "http://schemas.openxmlformats.org/presentationml/2006/main"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_ODF = "urn:oasis:names:tc:opendocument:xmlns"
_WORD_LIST = """
    harbour ferry lamp keeper winter bread letter garden bridge market river paint summer rope engine stone
    window paper copper island quiet narrow early late green old blue open carries keeps sells finds repairs
    writes reads counts before after under over near with without every some a the one two seven ninety
"""
_WORDS = _WORD_LIST.split()
_BLOCKS_ON_SLIDE = 8


def blocks(characters: int, seed: int = 0) -> list[Block]:
    """Return made-up text of at least this number of characters, as blocks."""
    rng = random.Random(seed)
    found: list[Block] = []

    def words(least: int, most: int) -> str:
        return " ".join(rng.choices(_WORDS, k=rng.randint(least, most))).capitalize()

    while characters > 0:
        section = [("heading", words(2, 5))]
        section += [("paragraph", " ".join(f"{words(6, 20)}." for _ in range(4))) for _ in range(3)]
        section += [("item", words(4, 12)) for _ in range(4)]
        section += [("row", "\t".join(("Item", "Keeper", "Price")))]
        section += [("row", f"{words(1, 2)}\t{words(1, 1)}\t{rng.randint(1, 999)}") for _ in range(5)]
        found += section
        characters -= sum(len(text) for _, text in section)
    return found


def package(parts: Mapping[str, str]) -> bytes:
    """Return a zip file of these parts (name → content), as an office file is."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return stream.getvalue()


def _relations(*targets: tuple[str, str]) -> str:
    entries = "".join(
        f'<Relationship Id="r{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}">{entries}</Relationships>'


def _lines(content: Iterable[Block], **marks: str) -> str:
    """Return a paragraph for each block: the mark of its kind and its text, with the mark `cell` between cells."""
    cell = marks.pop("cell", " | ")
    return "\n\n".join(marks.get(kind, "") + text.replace("\t", cell) for kind, text in content) + "\n"


def _markdown(content: list[Block]) -> bytes:
    parts: list[str] = []
    for i, (kind, text) in enumerate(content):
        first = i == 0 or content[i - 1][0] != kind
        if kind == "row":
            parts.append(("\n" if first else "") + f"| {text.replace(chr(9), ' | ')} |")
            parts += ["|---|---|---|"] if first else []
        else:
            parts.append(
                {"heading": "\n## ", "paragraph": "\n", "item": "\n- " if first else "- "}[kind] + text
            )
    return "\n".join(parts).encode()


def _html(content: list[Block]) -> bytes:
    tags = {"heading": "h2", "paragraph": "p", "item": "li"}
    parts = []
    for i, (kind, text) in enumerate(content):
        before, after = (content[j][0] if 0 <= j < len(content) else "" for j in (i - 1, i + 1))
        if kind == "row":
            cells = "".join(f"<td>{escape(cell)}</td>" for cell in text.split("\t"))
            parts.append(f"{'<table>' * (before != kind)}<tr>{cells}</tr>{'</table>' * (after != kind)}")
        else:
            parts.append(f"<{tags[kind]}>{escape(text)}</{tags[kind]}>")
    return f"<html><body><main>{''.join(parts)}</main></body></html>".encode()


def _docx(content: list[Block]) -> bytes:
    def paragraph(text: str, style: str = "") -> str:
        return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r><w:t>{escape(text)}</w:t></w:r></w:p>'

    body = []
    for kind, text in content:
        if kind == "row":
            cells = "".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in text.split("\t"))
            body.append(f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>")
        else:
            body.append(paragraph(text, "H" if kind == "heading" else ""))
    tables = "".join(body).replace("</w:tbl><w:tbl>", "")
    styles = '<w:style w:styleId="H"><w:name w:val="heading 1"/></w:style>'
    return package(
        {
            "_rels/.rels": _relations(("officeDocument", "word/document.xml")),
            "word/_rels/document.xml.rels": _relations(("styles", "styles.xml")),
            "word/styles.xml": f'<w:styles xmlns:w="{_WORD}">{styles}</w:styles>',
            "word/document.xml": f'<w:document xmlns:w="{_WORD}"><w:body>{tables}</w:body></w:document>',
        }
    )


def _odt(content: list[Block]) -> bytes:
    body = []
    for kind, text in content:
        if kind == "row":
            cells = "".join(
                f"<table:table-cell><text:p>{escape(cell)}</text:p></table:table-cell>"
                for cell in text.split("\t")
            )
            body.append(f"<table:table><table:table-row>{cells}</table:table-row></table:table>")
        elif kind == "item":
            body.append(
                f"<text:list><text:list-item><text:p>{escape(text)}</text:p></text:list-item></text:list>"
            )
        else:
            tag = "text:h" if kind == "heading" else "text:p"
            body.append(f"<{tag}>{escape(text)}</{tag}>")
    names = " ".join(f'xmlns:{name}="{_ODF}:{name}:1.0"' for name in ("office", "text", "table"))
    text = "".join(body).replace("</table:table><table:table>", "")
    whole = f"<office:document-content {names}><office:body><office:text>{text}</office:text></office:body>"
    return package({"content.xml": whole + "</office:document-content>"})


def _pptx(content: list[Block]) -> bytes:
    groups = iter(content)
    slides = list(iter(lambda: list(islice(groups, _BLOCKS_ON_SLIDE)), []))
    parts = {
        "_rels/.rels": _relations(("officeDocument", "ppt/presentation.xml")),
        "ppt/_rels/presentation.xml.rels": _relations(*(("slide", f"s{i}.xml") for i in range(len(slides)))),
    }
    listed = "".join(f'<p:sldId r:id="r{number}"/>' for number in range(1, len(slides) + 1))
    names = f'xmlns:p="{_SLIDES}" xmlns:a="{_DRAWING}" xmlns:r="{_OFFICE}"'
    parts["ppt/presentation.xml"] = (
        f"<p:presentation {names}><p:sldIdLst>{listed}</p:sldIdLst></p:presentation>"
    )
    for number, slide in enumerate(slides):
        lines = "".join(f"<a:p><a:r><a:t>{escape(text)}</a:t></a:r></a:p>" for _, text in slide)
        shape = f'<p:sp><p:nvSpPr><p:nvPr><p:ph type="body"/></p:nvPr></p:nvSpPr><p:txBody>{lines}</p:txBody></p:sp>'
        parts[f"ppt/s{number}.xml"] = f"<p:sld {names}><p:cSld><p:spTree>{shape}</p:spTree></p:cSld></p:sld>"
    return package(parts)


def _xlsx(content: list[Block]) -> bytes:
    rows = []
    for number, (_, text) in enumerate(content, 1):
        cells = "".join(
            f'<c r="{"ABC"[i]}{number}" t="inlineStr"><is><t>{escape(cell)}</t></is></c>'
            for i, cell in enumerate(text.split("\t"))
        )
        rows.append(f'<row r="{number}">{cells}</row>')
    sheet = '<sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets>'
    return package(
        {
            "[Content_Types].xml": "<Types/>",
            "_rels/.rels": _relations(("officeDocument", "xl/workbook.xml")),
            "xl/_rels/workbook.xml.rels": _relations(("worksheet", "s.xml")),
            "xl/workbook.xml": f'<workbook xmlns="{_SHEETS}" xmlns:r="{_OFFICE}">{sheet}</workbook>',
            "xl/s.xml": f'<worksheet xmlns="{_SHEETS}"><sheetData>{"".join(rows)}</sheetData></worksheet>',
        }
    )


def _epub(content: list[Block]) -> bytes:
    container = '<rootfile full-path="book.opf" media-type="application/oebps-package+xml"/>'
    spine = '<item id="c" href="c.xhtml" media-type="application/xhtml+xml"/>'
    return package(
        {
            "META-INF/container.xml": '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container">'
            f"<rootfiles>{container}</rootfiles></container>",
            "book.opf": f'<package xmlns="http://www.idpf.org/2007/opf"><manifest>{spine}</manifest>'
            '<spine><itemref idref="c"/></spine></package>',
            "c.xhtml": _html(content).decode(),
        }
    )


def _mail(content: list[Block]) -> bytes:
    message = EmailMessage()
    message["Subject"] = "Minutes"
    message.set_content(_lines(content, item="- "))
    return bytes(message)


def _notebook(content: list[Block]) -> bytes:
    cells = [{"cell_type": "markdown", "source": _markdown(content).decode(), "metadata": {}}]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode()


def pdf(content: list[Block], lines_on_page: int = 50) -> bytes:
    """Return a PDF with pages of lines in Helvetica; headings are larger."""
    lines = [(14 if kind == "heading" else 10, part) for kind, text in content for part in _wrapped(text)]
    pages = [lines[start : start + lines_on_page] for start in range(0, len(lines), lines_on_page)]
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids [{kids}] >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for number, page in enumerate(pages):
        stream = "\n".join(
            f"BT /F1 {size} Tf 60 {780 - 14 * i} Td ({text}) Tj ET" for i, (size, text) in enumerate(page)
        )
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents {5 + 2 * number} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>"
        )
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    data, offsets = bytearray(b"%PDF-1.7\n"), []
    for number, text in enumerate(objects, 1):
        offsets.append(len(data))
        data += f"{number} 0 obj\n{text}\nendobj\n".encode()
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    end = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>"
    return bytes(data) + f"{end}\nstartxref\n{len(data)}\n%%EOF".encode()


def _wrapped(text: str, width: int = 90) -> list[str]:
    """Wrap a text to lines of `width` characters; its tabs become spaces."""
    lines = [""]
    for word in text.replace("\t", "   ").split(" "):
        if len(lines[-1]) + len(word) > width:
            lines.append("")
        lines[-1] += f"{' ' if lines[-1] else ''}{word}"
    return lines


def _rtf(content: list[Block]) -> bytes:
    return (
        "{\\rtf1\\ansi " + "\\par\n".join(text.replace("\t", "\\tab ") for _, text in content) + "}"
    ).encode()


WRITERS: Mapping[str, Callable[[list[Block]], bytes]] = {
    ".txt": lambda content: _lines(content, item="- ").encode(),
    ".md": _markdown,
    ".adoc": lambda content: _lines(content, heading="== ", item="* ").encode(),
    ".org": lambda content: _lines(content, heading="* ", item="- ").encode(),
    ".tex": lambda content: _lines(content, heading="\\section ").encode(),
    ".html": _html,
    ".pdf": pdf,
    ".docx": _docx,
    ".odt": _odt,
    ".pptx": _pptx,
    ".xlsx": _xlsx,
    ".csv": lambda content: "\n".join(text.replace("\t", ",") for _, text in content).encode(),
    ".epub": _epub,
    ".rtf": _rtf,
    ".eml": _mail,
    ".ipynb": _notebook,
}
