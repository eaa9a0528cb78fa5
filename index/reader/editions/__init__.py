"""Editions: texts that tell nearly the same, of which one is newer; the newer one is meant, unless a question
names the older one.

`same_words` and `contradictions` say which texts these are, `standing`, `marks` and `edition` in which order
they stand, `asked` which one a question means. Two rules use that: `newest_first` before an answer is chosen,
by names and headings alone; `current_edition` behind it, by what a document says of itself too.
"""
