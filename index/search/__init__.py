"""A question, its spelling mended → ranked rows: nearest vectors and BM25, fused into one ranking."""
