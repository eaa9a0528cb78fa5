"""Markdown's text goes in; its blocks come out: CommonMark and the dialects that people write."""
