"""Word, OpenDocument, RTF and PowerPoint files → text with headings, lists, tables and notes."""
