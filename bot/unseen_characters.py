"""The characters that a terminal acts on, or that hide text from a reader."""

from __future__ import annotations

#: Code points of the control characters (line ends and tabs included) and of the marks of writing direction.
UNSEEN = frozenset(
    (
        *range(0x20), 0x7F, *range(0x80, 0xA0),
        0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A),
    )
)  # fmt: skip
