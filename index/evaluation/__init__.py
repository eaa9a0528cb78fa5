"""Questions with their right answers → scores of an engine, and how far its confidences can be trusted."""
