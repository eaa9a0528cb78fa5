"""PowerPoint → one page for each slide: its title as a heading, its texts and tables in order, its notes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial

from index.documents.blocks.whole_number import whole_number
from index.documents.converted.builder import TextBuilder
from index.documents.converted.office.diagrams import diagram
from index.documents.converted.office.namespaces import A, D, P, R
from index.documents.converted.office.package import Package
from index.documents.converted.office.pptx_lists import BODIES, ListStyles, Numbers, placeholder
from index.documents.converted.words import cell_text
from index.documents.converted.xml import Element, local_name
from index.documents.file_text import FileText

_TITLES = ("title", "ctrTitle")
_REPEATED = ("dt", "ftr", "sldNum", "hdr")  # placeholders that repeat on each slide
_SLIDE_LEVEL = 1


def read(data: bytes) -> FileText:
    """A .pptx file. Raises SkippedFile if it is damaged or needs a password."""
    package = Package(data)
    main = next(iter(package.related("", "officeDocument")), "ppt/presentation.xml")
    builder = TextBuilder()
    styles = ListStyles(package)
    names = []
    for number, slide in enumerate(_slides(package, main), 1):
        builder.page()
        builder.close_headings(_SLIDE_LEVEL)
        root = package.xml(slide)
        if root.get("show", "1") not in ("0", "false"):
            _write_slide(builder, root, styles.of_slide(slide), partial(diagram, package, slide))
            for notes in package.related(slide, "notesSlide"):
                _write_notes(builder, package.optional_xml(notes))
        names.append(f"slide {number}")
    return builder.finish(title=package.core_title(), page_names=tuple(names))


def _slides(package: Package, main: str) -> Iterator[str]:
    """Yield the names of the slides' parts in the order of the presentation."""
    targets = {relationship.id: relationship.target for relationship in package.relationships(main)}
    for slide in package.xml(main).iter(f"{P}sldId"):
        target = targets.get(slide.get(f"{R}id", ""), "")
        if target in package:
            yield target


def _write_slide(
    builder: TextBuilder,
    root: Element,
    styles: Callable[[Element], list[Element]],
    texts_of: Callable[[Element], Iterable[tuple[str, int]]],
) -> None:
    """Write a slide. `texts_of` returns the texts of a diagram with their depths."""
    shapes = list(_shapes(root))
    titles = [shape for shape in shapes if _placeholder(shape) in _TITLES]
    for shape in titles:
        builder.heading(_SLIDE_LEVEL, " ".join(text for text, _, _ in _paragraphs(shape)))
    for shape in shapes:
        if shape not in titles:
            _write_shape(builder, shape, styles)
        for reference in shape.iter(f"{D}relIds"):
            for text, depth in texts_of(reference):
                builder.item(text, depth)


def _shapes(element: Element) -> Iterator[Element]:
    """Yield the visible shapes of a slide in order, also those in groups."""
    for child in element:
        tag = local_name(child)
        if _is_hidden(child):
            continue
        if tag in ("sp", "graphicFrame"):
            yield child
        elif tag in ("cSld", "spTree", "grpSp", "AlternateContent", "Choice"):
            yield from _shapes(child)


def _is_hidden(shape: Element) -> bool:
    return any(properties.get("hidden") in ("1", "true") for properties in shape.iterfind(f"*/{P}cNvPr"))


def _placeholder(shape: Element) -> str | None:
    """The type of a placeholder; None if a shape is no placeholder."""
    found = placeholder(shape)
    return None if found is None else found.get("type", "")


def _write_shape(builder: TextBuilder, shape: Element, styles: Callable[[Element], list[Element]]) -> None:
    kind = _placeholder(shape)
    if kind in _REPEATED:
        return
    table = shape.find(f".//{A}tbl")
    if table is not None:
        _write_table(builder, table)
        return
    paragraphs = list(_paragraphs(shape, styles(shape)))
    is_list = kind in BODIES and len(paragraphs) > 1
    for text, depth, label in paragraphs:
        if is_list or depth or label:
            builder.item(text, depth, label or "-")
        else:
            builder.paragraph(text)


def _write_table(builder: TextBuilder, table: Element) -> None:
    above: dict[int, str] = {}
    rows = [list(_row(row, above)) for row in table.iter(f"{A}tr")]
    properties = table.find(f"{A}tblPr")
    stands_out = properties is not None and properties.get("firstRow", "0") in ("1", "true")
    builder.table(rows, stands_out=stands_out)


def _write_notes(builder: TextBuilder, root: Element | None) -> None:
    for shape in [] if root is None else _shapes(root):
        if _placeholder(shape) == "body":
            for text, depth, label in _paragraphs(shape):
                if label:
                    builder.item(text, depth, label)
                else:
                    builder.paragraph(text)


def _paragraphs(shape: Element, styles: Sequence[Element] = ()) -> Iterator[tuple[str, int, str]]:
    """Yield the paragraphs of a shape, each with its depth in a list and its number, which may be empty."""
    numbers = Numbers(styles)
    for paragraph in shape.iter(f"{A}p"):
        text = _text(paragraph)
        if text.strip():
            depth = _depth(paragraph)
            yield text, depth, numbers.label(paragraph, depth)


def _depth(paragraph: Element) -> int:
    properties = paragraph.find(f"{A}pPr")
    return 0 if properties is None else whole_number(properties.get("lvl", ""), 0)


def _text(paragraph: Element) -> str:
    """The text of a paragraph without struck text."""
    return "".join(
        "\n" if local_name(part) == "br" else part.text or ""
        for part in paragraph.iter(f"{A}t", f"{A}br")
        if not _is_struck(part.getparent())
    )


def _is_struck(run: Element) -> bool:
    properties = run.find(f"{A}rPr")
    return properties is not None and properties.get("strike", "noStrike") != "noStrike"


def _row(row: Element, above: dict[int, str]) -> Iterator[str]:
    """Yield the texts of a row's cells. A cell that is merged with the cell above has its text."""
    for column, cell in enumerate(row.iter(f"{A}tc")):
        text = _cell(cell)
        if cell.get("vMerge", "0") in ("1", "true"):
            text = text or above.get(column, "")
        above[column] = text
        yield text


def _cell(cell: Element) -> str:
    return cell_text(_text(paragraph) for paragraph in cell.iter(f"{A}p"))
