"""A question → ranked rows: nearest vectors and BM25 over postings, fused into one ranking."""
