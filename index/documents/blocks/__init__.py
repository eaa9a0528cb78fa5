"""What the readers of text share: lines and other parts go in; blocks under their headings come out."""
