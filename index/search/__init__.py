"""A question → its spelling corrected → ranked rows: nearest vectors and BM25, fused into one ranking."""
