"""Questions with their right answers → scores, and how far the confidences can be trusted."""
