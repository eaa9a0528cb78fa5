"""The entries of a manifest."""

from __future__ import annotations

from dataclasses import fields

from index.store.manifest import DocumentEntry


def test_a_shifted_entry_keeps_everything_else():
    """A shifted entry differs in the places of its passages and of its text, and in no other field."""
    entry = DocumentEntry(
        name="a.md",
        title="A",
        sha256="0",
        size=1,
        modified=2,
        characters=3,
        first_passage=4,
        passages=5,
        first_byte=6,
        last_byte=7,
        pages=(8,),
        warning="Nothing was read.",
        reader="notes:Notes",
        inode=9,
        changed=10,
        page_names=("one",),
        line_name="row",
    )
    assert all(getattr(entry, field.name) != field.default for field in fields(entry))
    shifted = entry.shifted(100, 1000)
    changed = {
        field.name: getattr(shifted, field.name)
        for field in fields(entry)
        if getattr(shifted, field.name) != getattr(entry, field.name)
    }
    assert changed == {"first_passage": 104, "first_byte": 1006, "last_byte": 1007}
    assert entry.shifted(0, 0) == entry
