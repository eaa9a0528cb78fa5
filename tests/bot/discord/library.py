"""Small real documents for two servers that must not see each other's, and their built indexes."""

from __future__ import annotations

from pathlib import Path

from index import build
from index.settings import IndexSettings

HARBOUR = {
    "harbour.md": (
        "# The harbour of Selwick\n\n"
        "The harbour of Selwick was built by the engineer Ada Brenner. She chose granite from the quarry at "
        "Tolm, because limestone had crumbled in the winter storms.\n\n"
        "The lighthouse keeper was Piet Hollander. He lost his lamp in the gale of October and signalled the "
        "ships with a mirror until dawn.\n"
    ),
    "ferry.txt": (
        "The ferry to Orrin leaves at seven in the morning. Its captain is Marta Quill, who bought the boat "
        "with the money from her father's bakery.\n"
    ),
}
ORCHARD = {
    "orchard.md": (
        "# The orchard of Velm\n\n"
        "The orchard of Velm belongs to Tomas Ferreira. He grafted the blue pear that won the prize of the "
        "county, and keeps its recipe in a locked drawer.\n"
    ),
}

HARBOUR_QUESTION = "Who built the harbour of Selwick?"
ORCHARD_QUESTION = "Who grafted the blue pear of Velm?"
HARBOUR_WORDS = ("Selwick", "Brenner", "Hollander", "Quill", "granite", "ferry", "harbour.md")
ORCHARD_WORDS = ("Velm", "Ferreira", "blue pear", "locked drawer", "orchard.md")


def write(folder: Path, documents: dict[str, str]) -> None:
    """Write documents into a folder."""
    for name, text in documents.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")


def index_folder(root: Path, documents: dict[str, str]) -> IndexSettings:
    """Documents in a folder below `root`, with their index built."""
    settings = IndexSettings(documents=root / "documents", index=root / "index", threads=1)
    write(settings.documents, documents)
    build(settings)
    return settings


#: Of a course: what is due and what it costs, so that "where do i pay" by itself is about several things.
COURSE = (
    "# Field trip\n\nThe field trip costs 40 €. Pay at the office of the association by 3 May.\n\n"
    "# Lab coats\n\nLab coats cost 20 €. The money goes to the desk of the laboratory, in cash.\n\n"
    "# Excuses\n\nWhoever was ill sends a doctor's note to Kofi within a week, and hands in the notebook at the "
    "next lab.\n\n"
    "# Quizzes\n\nIf a quiz crashes, write to Ada before midnight. Quizzes missed because of illness are not "
    "repeated.\n"
)
