"""reStructuredText, AsciiDoc, Org and LaTeX → blocks: small readers of lines."""
