"""Editions: texts that say nearly the same, of which one is newer.

The newer edition answers, unless the question names the older one. `near_duplicates` and `contradictions`
find such texts. `status`, `marks` and `edition` say which one is newer, and `requested_edition` which one a
question refers to. Two rules use these: `newest_first` before an answer is chosen, by names and headings
alone, and `current_edition` afterwards, also by what documents say about themselves.
"""
