"""Text in a markup format → blocks. Each format has a small reader, which goes through the lines of the text.

The formats are reStructuredText, AsciiDoc, Org, LaTeX, MediaWiki, manual pages and subtitles.
"""
