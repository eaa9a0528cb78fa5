"""PDF files made by hand."""

from __future__ import annotations

Word = tuple[float, float, float, str, str]  # from the left, from below, size, font, text
_ESCAPED = {ord("("): "\\(", ord(")"): "\\)"}
PICTURE = "/Im1"  # instead of a text: a picture that covers the page
DRAWN = "drawn: "  # before operators that draw, instead of a text


def line(y: float, text: str, *, x: float = 72, size: float = 10, bold: bool = False) -> Word:
    """A line of text on a page of 600 by 800 points."""
    return x, y, size, "/F2" if bold else "/F1", text


def pdf(
    *pages: list[Word],
    outline: tuple[tuple[str, int], ...] = (),
    title: str = "",
    fields: tuple[str, ...] = (),
) -> bytes:
    """A PDF of these pages; `outline` are its headings with the numbers of their pages from 0.

    `fields` are the entries of the fields of a form on the first page.
    """
    count, first = len(pages), 7 + len(outline)
    info = first + 2 * count
    references = " ".join(f"{info + 1 + i} 0 R" for i in range(len(fields)))
    form = f"/AcroForm << /Fields [{references}] >>" if fields else ""
    objects = {
        1: f"<< /Type /Catalog /Pages 2 0 R {'/Outlines 6 0 R' if outline else ''} {form} >>",
        2: f"<< /Type /Pages /Count {count} /Kids [{' '.join(f'{first + 2 * i} 0 R' for i in range(count))}] >>",
        3: "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        4: "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>",
        5: "<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 "
        "/Length 1 >>\nstream\nx\nendstream",
        6: f"<< /Type /Outlines /First 7 0 R /Last {6 + len(outline)} 0 R /Count {len(outline)} >>",
    }
    for i, (heading, page) in enumerate(outline):
        after = f"/Next {8 + i} 0 R" if i + 1 < len(outline) else ""
        objects[7 + i] = f"<< /Title ({heading}) /Parent 6 0 R /Dest [{first + 2 * page} 0 R /Fit] {after} >>"
    for i, words in enumerate(pages):
        objects[first + 2 * i] = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents {first + 2 * i + 1} 0 R "
            "/Resources << /Font << /F1 3 0 R /F2 4 0 R >> /XObject << /Im1 5 0 R >> >> "
            f"{f'/Annots [{references}]' if fields and i == 0 else ''} >>"
        )
        stream = "\n".join(
            "q 600 0 0 800 0 0 cm /Im1 Do Q"
            if text == PICTURE
            else text.removeprefix(DRAWN)
            if text.startswith(DRAWN)
            else f"BT {font} {size} Tf {x} {y} Td ({text.translate(_ESCAPED)}) Tj ET"
            for x, y, size, font, text in words
        ).encode("cp1252")
        objects[first + 2 * i + 1] = (
            f"<< /Length {len(stream)} >>\nstream\n{stream.decode('latin-1')}\nendstream"
        )
    objects[info] = f"<< /Title ({title}) >>"
    for i, entries in enumerate(fields):
        objects[info + 1 + i] = f"<< /Type /Annot /Subtype /Widget {entries} >>"
    data, offsets = b"%PDF-1.7\n", {}
    for number, content in objects.items():
        offsets[number] = len(data)
        data += f"{number} 0 obj\n{content}\nendobj\n".encode("latin-1")
    table = "".join(f"{offset:010} 00000 n \n" for _, offset in sorted(offsets.items()))
    size = len(objects) + 1
    return data + (
        f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R "
        f"/Info {info} 0 R >>\nstartxref\n{len(data)}\n%%EOF"
    ).encode("latin-1")
