"""A reading → the same reading, or one whose answer is in a heading."""

from __future__ import annotations

from index.headings.changelogs import with_release_heading
from index.headings.found_passages import FoundPassages
from index.headings.heading_dates import with_heading_date
from index.headings.latest_release import with_latest_release
from index.headings.release_notes import with_release_notes
from index.types import Reading


def with_headings(question: str, reading: Reading, found: FoundPassages) -> Reading:
    """Return the reading, or one with the date, the version or the release that only a heading names."""
    for with_heading in (with_heading_date, with_release_heading, with_release_notes, with_latest_release):
        reading = with_heading(question, reading, found)
    return reading
