"""Mails, notebooks and RTF → text."""

from __future__ import annotations

import json
import mailbox
from email.message import EmailMessage
from pathlib import Path

import pytest

from index.documents.converted import ipynb
from index.documents.converted.mail import eml, mbox
from index.documents.converted.office import rtf
from index.documents.converted.text_limit import limit_text
from index.documents.skipped import SkippedFile
from tests.index.growth import check_growth


def mail(**bodies: str) -> bytes:
    """A mail with these parts, by their subtypes."""
    message = EmailMessage()
    message["Subject"] = "Fähre am Sonntag"
    message["From"] = "Anna <anna@example.org>"
    message["To"] = "ben@example.org"
    message["X-Odd"] = "never shown"
    for number, (subtype, text) in enumerate(bodies.items()):
        add = message.set_content if number == 0 else message.add_alternative
        add(text, subtype=subtype)
    return message.as_bytes()


def test_a_mail_says_who_wrote_what(lines):
    """The subject is the heading of a mail; quoted lines are quotations, and the signature is omitted."""
    content = eml.read(
        mail(plain="Hi Ben,\nit leaves\nat noon.\n\n> When?\n> Tell me.\n\nBye\n-- \nAnna\nCrew")
    )
    assert content.title == "Fähre am Sonntag"
    assert lines(content) == [
        "heading: Fähre am Sonntag",
        "paragraph: Fähre am Sonntag › From: Anna <anna@example.org>\nTo: ben@example.org",
        "paragraph: Fähre am Sonntag › Hi Ben,\nit leaves\nat noon.",
        "quotation: Fähre am Sonntag › When?\nTell me.",
        "paragraph: Fähre am Sonntag › Bye",
    ]


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Pell Okafor", "Pell Okafor"), ("=?utf-8?q?Zo=C3=AB?=", "Zoë"), ("=?utf-8?b?x?=", None)],
)
def test_the_author_in_an_archive_of_mailman_is_named(lines, name: str, expected: str | None):
    """Mailman writes the address without its sign and the name behind it; a broken name stays as it is."""
    header = f"pell at saltwake.example ({name})"
    content = eml.read(f"From: {header}\nSubject: Release\n\nIt is out.\n".encode())
    shown = f"{expected} <pell at saltwake.example>" if expected else header
    assert lines(content)[1] == f"paragraph: Release › From: {shown}"


def test_the_plain_text_of_several_bodies_is_read(lines):
    """A mail as plain text and HTML is read once; HTML alone is read as a page."""
    both, html = mail(plain="Plain.", html="<p>Rich.</p>"), mail(html="<h2>Rich</h2><p>Words.</p>")
    assert lines(eml.read(both))[-1] == "paragraph: Fähre am Sonntag › Plain."
    assert lines(eml.read(html))[-1] == "paragraph: Fähre am Sonntag › Rich › Words."


@pytest.mark.parametrize(
    ("between", "found"),
    [
        ("", ["quotation: When?"]),
        ("On Monday Ben Toll\n<ben@example.org> wrote:\n", ["paragraph: On Monday Ben Toll\n<ben@example.org> wrote:", "quotation: When?"]),
        ("Maanantaina Ben kirjoitti:\n\n", ["paragraph: Maanantaina Ben kirjoitti:", "quotation: When?"]),
    ],
)  # fmt: skip
def test_the_mail_that_is_quoted_after_a_signature_is_read(lines, between: str, found: list[str]):
    """A signature ends at the introduction of a quoted mail, or at its first quoted line."""
    content = eml.read(mail(plain=f"At noon.\n-- \nAnna\nTel: 555\n\n{between}> When?\n"))
    assert [line.replace("Fähre am Sonntag › ", "") for line in lines(content)[2:]] == [
        "paragraph: At noon.",
        *found,
    ]


@pytest.mark.parametrize(
    "above", ["-----Original Message-----", "On 2 May 2026 Ben wrote:", "Am 2. Mai schrieb Ben:"]
)
def test_the_mail_without_marks_after_a_signature_is_read(lines, above: str):
    """The introduction of another mail ends a signature; the signature of that mail is omitted too."""
    content = eml.read(mail(plain=f"At noon.\n-- \nAnna\n\n{above}\n\nWhen is it?\n-- \nBen\n"))
    assert lines(content)[2:] == [
        "paragraph: Fähre am Sonntag › At noon.",
        f"paragraph: Fähre am Sonntag › {above}",
        "paragraph: Fähre am Sonntag › When is it?",
    ]


def test_a_cryptographic_signature_belongs_to_the_signature(lines):
    """The cryptographic signature of a mail does not introduce another mail."""
    text = "At noon.\n-- \nAnna\n-----BEGIN PGP SIGNATURE-----\niQEz\n-----END PGP SIGNATURE-----\n"
    assert lines(eml.read(mail(plain=text)))[-1] == "paragraph: Fähre am Sonntag › At noon."


@pytest.mark.parametrize("signature", ["-", "on wrote ", "-- \n", "-- \nx:\n> x\n"])
def test_long_signatures_take_time_that_grows_with_them(signature: str):
    """Eight times as long a signature, on one line or many, takes about eight times as long to read."""
    short, long = (f"Subject: x\n\nx\n-- \nx\n{signature * count}x\n".encode() for count in (2000, 16000))
    check_growth(lambda: eml.read(short), lambda: eml.read(long), factor=20)


def parts(kind: str, *bodies: tuple[str, str]) -> bytes:
    """A mail of this kind with several parts, each after its headers."""
    text = "".join(f"--b\nContent-Type: {headers}\n\n{body}\n" for headers, body in bodies)
    return f"Subject: Trip\nContent-Type: multipart/{kind}; boundary=b\n\n{text}--b--\n".encode()


def test_a_mail_with_an_attached_mail_that_is_too_long_is_skipped():
    """The text limit skips the whole file, as it does for a mailbox, and leaves no half of an attached mail."""
    attached = "Subject: List\n\n" + f"{'x' * 1_000_000}\n\n" * 6
    data = parts("mixed", ("text/plain", "See below."), ("message/rfc822", attached))
    with limit_text(1), pytest.raises(SkippedFile, match=r"^unpacks to far more than its size"):
        eml.read(data)


@pytest.mark.parametrize("kind", ["mixed", "related"])
def test_all_texts_of_a_mail_are_read(lines, kind: str):
    """All texts around a picture are read; attached files are not read, even if they are inline."""
    data = parts(
        kind,
        ("text/plain", "The bus leaves at 6:40."),
        ("image/png", "iVBORw0KGgo="),
        ("text/html", "<p>Lunch costs 19 euros.</p>"),
        ('text/plain; name="log.txt"', "a log"),
        ("text/plain\nContent-Disposition: attachment", "a list"),
    )
    assert lines(eml.read(data)) == [
        "heading: Trip",
        "paragraph: Trip › The bus leaves at 6:40.",
        "paragraph: Trip › Lunch costs 19 euros.",
    ]


def test_an_attached_mail_is_read_under_its_subject(lines):
    """Mails attached to it are read too; the text after it belongs to the outer mail, whatever headings it has."""
    first, forwarded, outer = (EmailMessage() for _ in range(3))
    first["Subject"], first["From"], first["Date"] = "Boiler", "Otto", "Fri, 01 May 2026 10:00:00 +0000"
    first.set_content("<h1>Service</h1><p>It is serviced on 12 June.</p>", subtype="html")
    forwarded["Subject"] = "Fwd: Boiler"
    forwarded.set_content("See below.")
    forwarded.add_attachment(first, filename="boiler.eml")
    outer["Subject"] = "Papers"
    outer.set_content("Two mails.")
    outer.add_attachment(forwarded)
    outer.add_attachment("Sent to the list.", disposition="inline")
    assert lines(eml.read(outer.as_bytes())) == [
        "heading: Papers",
        "paragraph: Papers › Two mails.",
        "heading: Papers › Fwd: Boiler",
        "paragraph: Papers › Fwd: Boiler › See below.",
        "heading: Papers › Fwd: Boiler › Boiler",
        "paragraph: Papers › Fwd: Boiler › Boiler › From: Otto\nDate: Fri, 01 May 2026 10:00:00 +0000",
        "heading: Papers › Fwd: Boiler › Boiler › Service",
        "paragraph: Papers › Fwd: Boiler › Boiler › Service › It is serviced on 12 June.",
        "paragraph: Papers › Sent to the list.",
    ]


def test_the_mails_of_a_mailbox_are_read_one_by_one(lines, tmp_path: Path):
    """Each mail is under its subject, and a line of text that starts with "From" does not divide it."""
    box = mailbox.mbox(tmp_path / "list.mbox")
    for subject, text in [
        ("Picnic", "It is on 4 July.\n\nFrom 10:00 there is tea."),
        ("Rain", "In the barn."),
    ]:
        message = EmailMessage()
        message["Subject"] = subject
        message.set_content(text)
        box.add(message)
    box.flush()
    data = (tmp_path / "list.mbox").read_bytes()
    found = [
        "heading: Picnic",
        "paragraph: Picnic › It is on 4 July.",
        "paragraph: Picnic › From 10:00 there is tea.",
        "heading: Rain",
        "paragraph: Rain › In the barn.",
    ]
    assert lines(mbox.read(data)) == lines(mbox.read(data.replace(b"\n", b"\r\n"))) == found


def test_a_sentence_of_a_mail_starts_no_mail():
    """A line with "From" and a time starts no mail without a date in it, or without headers after it."""
    start = "From a Fri May  1 12:00:00 2026\n"
    text = (
        "From the quay at 10:30 we walk.\nNote: bring tea.\n\nFrom Tue May 12 12:00 on it is open.\nSo come."
    )
    content = mbox.read(f"{start}Subject: Trip\n\nDear all,\n\n{text}\n".encode())
    assert content.text.endswith(text)


def test_only_the_broken_mail_is_omitted(lines):
    """A mail whose parts cannot be separated is omitted from a mailbox, with a warning, and from another mail."""
    broken = "Subject: B\nContent-Type: multipart/mixed\n\n--x\nContent-Type: text/plain\n\nWords.\n--x--\n"
    start = "From a Fri May  1 12:00:00 2026\n"
    content = mbox.read(f"{start}{broken}\n{start}Subject: C\n\nTea.\n".encode())
    assert content.warning == "contains mails whose parts cannot be separated: 1"
    assert lines(content)[-1] == "paragraph: C › Tea."
    outer = parts("mixed", ("text/plain", "Tea."), ("message/rfc822", broken))
    assert lines(eml.read(outer))[:2] == ["heading: Trip", "paragraph: Trip › Tea."]


@pytest.mark.parametrize("data", [b"", b"Subject: x\n\nWords.", b"x\n\nFrom a Fri May  1 12:00:00 2026\n"])
def test_what_is_no_mailbox_is_skipped(data: bytes):
    with pytest.raises(SkippedFile, match="is no mailbox"):
        mbox.read(data)


def test_long_mailboxes_take_time_that_grows_with_them():
    """Eight times as many mails, or lines that look like the start of a mail, take about eight times as long."""
    mail = b"From a Fri May  1 12:00:00 2026\nSubject: x\n\nFrom a\n\n"
    check_growth(lambda: mbox.read(mail * 200), lambda: mbox.read(mail * 1600), factor=20)
    line = b"\n\nFrom " + b"1" * 300
    check_growth(lambda: mbox.read(mail + line * 500), lambda: mbox.read(mail + line * 4000), factor=20)


def test_html_is_read_if_the_plain_text_only_refers_to_it(lines):
    """HTML replaces a plain text with under a tenth of its words, or with mostly other words."""
    place = "It takes place on 22 February."
    for plain, page, read in [
        ("It takes place.", f"<p>{place * 6}</p>", place * 6),
        ("Please view this in a browser.", f"<p>{place} Bring cakes.</p>", f"{place} Bring cakes."),
        ("", f"<p>{place}</p>", place),
        ("It takes place.", f"<p>{place}</p>", "It takes place."),
        ("Other words.", "<p>Logo</p>", "Other words."),
    ]:
        data = parts("alternative", ("text/plain", plain), ("text/html", page))
        assert lines(eml.read(data))[1:] == [f"paragraph: Trip › {read}"]


@pytest.mark.parametrize("boundary", ["", "; boundary=", "; boundary=x"])
def test_the_text_of_a_mail_without_its_boundary_is_read(lines, boundary: str):
    """A multipart mail without any part is read as plain text."""
    data = f"Subject: Hello\nContent-Type: multipart/mixed{boundary}\n\nIt leaves at noon.\n\n> When?\n"
    assert lines(eml.read(data.encode())) == [
        "heading: Hello",
        "paragraph: Hello › It leaves at noon.",
        "quotation: Hello › When?",
    ]


def test_a_mail_whose_parts_cannot_be_told_apart_is_skipped():
    """Parts between other boundaries than the stated one, such as attachments, are not read as text."""
    parts = "--y\nContent-Type: text/plain\n\nHi.\n--y\nContent-Type: image/png\n\niVBORw0KGgo=\n--y--\n"
    data = f"Subject: Hello\nContent-Type: multipart/mixed; boundary=\n\n{parts}"
    with pytest.raises(SkippedFile, match=r"^is an e-mail whose parts cannot be separated$"):
        eml.read(data.encode())


@pytest.mark.parametrize(
    "data",
    [
        b"Subject: Hello\nContent-Type: text/plain; charset=no-such\n\nW\xf6rds of it.",
        b"Subject: Hello\nDate: not a date\nFrom: @@@ <<>\nContent-Transfer-Encoding: base64\n\n%%%",
        b"Subject: Hello\nContent-Type: multipart/mixed\n\nno boundary",
    ],
)
def test_a_broken_mail_is_read_as_far_as_it_goes(lines, data: bytes):
    """A mail with wrong headers or encodings is read except for these."""
    assert lines(eml.read(data))[0] == "heading: Hello"


def test_what_is_no_mail_is_skipped():
    """A file without headers is no mail."""
    with pytest.raises(SkippedFile, match=r"^is no e-mail$"):
        eml.read(b"\nwords")


def test_a_notebook_is_its_cells(lines):
    """Markdown cells have their structure, code and its output are kept as they are, pictures are omitted."""
    cells = [
        {"cell_type": "markdown", "source": ["# Sums\n", "Adding:"]},
        {"cell_type": "code", "source": "1 + 1", "outputs": [
            {"text": ["2\n"]}, {"data": {"image/png": "AAAA", "text/plain": "<Figure>"}}, {"text": "x" * 9999}
        ]},
        {"cell_type": "raw", "source": "raw"},
    ]  # fmt: skip
    content = ipynb.read(json.dumps({"cells": cells}).encode())
    assert lines(content) == [
        "heading: Sums",
        "paragraph: Sums › Adding:",
        "code (Adding:): Sums › 1 + 1",
        "code: Sums › 2",
        "code: Sums › <Figure>",
    ]


def notebook(*outputs: dict[str, object]) -> bytes:
    """A notebook of one cell with code and these outputs."""
    return json.dumps({"cells": [{"cell_type": "code", "source": "run()", "outputs": outputs}]}).encode()


def test_markdown_that_a_notebook_shows_is_read(lines):
    """Markdown output has its structure; the text form of its Python object is omitted."""
    data = {"text/plain": "<Markdown object>", "text/markdown": ["## July\n", "The *wettest* month."]}
    assert lines(ipynb.read(notebook({"data": data}))) == [
        "code: run()",
        "heading: July",
        "paragraph: July › The wettest month.",
    ]


def test_the_start_and_the_end_of_a_long_output_are_read():
    """An output of more than 2000 characters is shortened between whole lines; without short lines it is omitted."""
    rows = [f"row {n} of the table\n" for n in range(300)]
    text = ipynb.read(notebook({"text": [*rows, "total: 44850\n"]})).text
    shown = text.split("```")[3].strip().split("\n")
    cut = shown.index("…")
    whole = [row.strip() for row in rows] + ["total: 44850"]
    assert shown[:cut] == whole[:cut] and shown[cut + 1 :] == whole[cut + 1 - len(shown) :]
    assert 40 < cut < 60 and 1800 < len("\n".join(shown)) <= 2003
    assert ipynb.read(notebook({"text": "x" * 2001})).text.count("```") == 2
    assert "total: 3" in ipynb.read(notebook({"text": f"{'x' * 2001}\ntotal: 3"})).text


@pytest.mark.parametrize("data", [b"", b"[]", b'{"cells": 3}', b'{"cells": [{"source": 3}]}', b"[" * 100_000])
def test_what_is_no_notebook_is_skipped(data: bytes):
    """Other JSON, and a file that is no JSON, are no notebooks."""
    with pytest.raises(SkippedFile, match=r"^is not a valid notebook$"):
        ipynb.read(data)


def test_what_is_no_rtf_is_skipped():
    """A file that does not start like RTF is skipped."""
    with pytest.raises(SkippedFile, match=r"^is no RTF$"):
        rtf.read(b"words")


@pytest.mark.parametrize(
    ("source", "found"),
    [
        (r"The rent is {\deleted 100}{\revised 130} crowns.", "The rent is 130 crowns."),
        (r"The key {\v is {\b in the}\'e4\u228? clock\tab\par }is lost.", "The key is lost."),
        (r"The key \v is hidden \v0 is lost.", "The key is lost."),
        (r"The key \deleted\v is hidden \v0 too \plain is lost.", "The key is lost."),
        (r"It {\mvf went }goes{\*\bkmkstart v}.", "It goes."),
        (r"Entry: \strike 3 \strike0{\striked1 4 }\strike\plain free.", "Entry: free."),
        (r"{\pict\bin9 {\v }}}} }All \viewkind4 stays.", "All stays."),
        (r"All {\v0 stays}}", "All stays"),
    ],
)
def test_what_is_deleted_or_hidden_in_rtf_is_not_read(lines, source: str, found: str):
    """Tracked deletions and hidden text are omitted until their group ends or the property is switched off."""
    content = rtf.read(rf"{{\rtf1\ansi {source}\par}}".encode())
    assert lines(content) == [f"paragraph: {found}"]


def test_cells_whose_text_is_hidden_in_rtf_stay_cells(lines):
    """Hidden text keeps the separators of cells."""
    source = r"{\rtf1 Oar\cell{\v red\cell}Ann\cell\row Net\cell blue\cell Ben\cell\row}"
    assert rtf.read(source.encode()).text == "Oar |  | Ann\nNet | blue | Ben"


WORD_RTF = r"""{\rtf1\ansi{\stylesheet{\s0 Normal;}{\s1\sbasedon0\b Heading 1;}{\s2\outlinelevel1 Own;}{\*\cs3 Title;}}
\pard\plain\s1 Rules\par
\pard\plain\s0 Quiet begins at ten.{\super\chftn{\footnote\pard\plain {\chftn} In winter at nine.\par Ask Ada.}}\par
\pard\plain\s2 Keys\par
\trowd\pard\intbl Item\cell Price{\footnote\pard\plain Members pay half.}\cell\row
\trowd\pard\intbl Bike\par with bell\cell 12\cell\row
\trowd\pard\intbl Kayak\cell 30\cell\row
\pard\plain\s0 They hang in the hall.\par
{\pard\outlinelevel2 Lost\par}{\pard\s1\outlinelevel9 Plain text.\par}{\pard Last.{\*\footnote Really.}}}"""


def test_rtf_has_headings_and_notes(lines):
    """Headings are found by their outline level or style; a note follows its paragraph or table."""
    assert lines(rtf.read(WORD_RTF.encode())) == [
        "heading: Rules",
        "paragraph: Rules › Quiet begins at ten.",
        "paragraph: Rules › In winter at nine.",
        "paragraph: Rules › Ask Ada.",
        "heading: Rules › Keys",
        "header: Rules › Keys › Item · Price",
        "row: Rules › Keys › Item: Bike, with bell · Price: 12",
        "row: Rules › Keys › Item: Kayak · Price: 30",
        "paragraph: Rules › Keys › Members pay half.",
        "paragraph: Rules › Keys › They hang in the hall.",
        "heading: Rules › Keys › Lost",
        "paragraph: Rules › Keys › Lost › Plain text.",
        "paragraph: Rules › Keys › Lost › Last.",
        "paragraph: Rules › Keys › Lost › Really.",
    ]


LOOKS_RTF = r"""{\rtf1\ansi{\fonttbl{\f0 Calibri;}}{\header\pard\b Club\par}
\pard\plain\fs22 {\b\fs32 Summer fair\par}
The fair is on the green from ten to five, and all members are welcome.\par
\b Parking\b0\par Cars park {\b behind} the mill.\par {\ul Contact}\par {\b Ask Ines.}\par
{\listtext\pard\plain\f3 \'b7\tab}{\b Cakes}\par{\pntext\f0 2.\tab}Bring a chair\par}"""


def test_short_lines_of_rtf_that_are_larger_bold_or_underlined_are_headings(lines):
    """All of a line must look so, as in Word files; items keep their number or bullet from the RTF source."""
    assert lines(rtf.read(LOOKS_RTF.encode())) == [
        "heading: Summer fair",
        "paragraph: Summer fair › The fair is on the green from ten to five, and all members are welcome.",
        "heading: Summer fair › Parking",
        "paragraph: Summer fair › Parking › Cars park behind the mill.",
        "heading: Summer fair › Parking › Contact",
        "paragraph: Summer fair › Parking › Contact › Ask Ines.",
        "item (Ask Ines.): Summer fair › Parking › Contact › • Cakes",
        "item (Ask Ines.): Summer fair › Parking › Contact › 2. Bring a chair",
    ]


@pytest.mark.parametrize("source", [r"\fs0 Words.\par", r"\fs-4 Words.\par", "Wor\x04ds.", "Words.\x05"])
def test_odd_sizes_and_signs_of_rtf_are_read(source: str):
    """A size of zero, and the characters that mark lines internally, do no harm."""
    assert rtf.read(rf"{{\rtf1 {source}}}".encode()).text == "Words."


def test_text_boxes_of_rtf_follow_their_paragraph(lines):
    """A text box is read once, without its copy for older programs, and not in the headers of pages."""
    box = r"{\shp{\*\shpinst{\sp{\sn shapeType}{\sv 202}}{\shptxt In rain it is in the mill.\par}}{\shprslt{\*\do{\dptxbxtext In rain\par}}}}"
    content = rtf.read(rf"{{\rtf1{{\header{box}}}It is on{box} the green.\par Come.\par}}".encode())
    assert lines(content) == [
        "paragraph: It is on the green.",
        "paragraph: In rain it is in the mill.",
        "paragraph: Come.",
    ]


def test_tables_of_rtf_name_their_columns_if_the_first_row_stands_out(lines):
    """The first row is bold or marked as a header row; an empty paragraph separates two tables."""
    rows = r"Meera\cell Juniors\cell\row\trowd Tomas\cell Masters\cell\row\pard\par"
    tables = rf"\trowd{{\b Coach\cell Crew\cell}}\row\trowd {rows}\trowd\trhdr Coach\cell Crew\cell\row\trowd {rows}"
    assert lines(rtf.read(rf"{{\rtf1 {tables}\trowd {rows}}}".encode())) == [
        *(
            ["header: Coach · Crew", "row: Coach: Meera · Crew: Juniors", "row: Coach: Tomas · Crew: Masters"]
            * 2
        ),
        "row: Meera: Juniors",
        "row: Tomas: Masters",
    ]


@pytest.mark.parametrize(
    "part",
    [
        r"{\footnote x}",
        r"{\stylesheet{\s1 Heading 1;}}\s1 x\par ",
        "{",
        " ",
        r"\par ",
        r"\b x\par ",
        r"{\listtext 1.}",
    ],
)
def test_long_rtf_takes_time_that_grows_with_it(part: str):
    """RTF of eight times the size takes about eight times as long to read."""
    short, long = (rf"{{\rtf1 a {part * count}".encode() for count in (1000, 8000))
    check_growth(lambda: rtf.read(short), lambda: rtf.read(long), factor=20)
