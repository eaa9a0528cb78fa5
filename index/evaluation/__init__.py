"""Questions with their right answers → scores of an engine, and how well its confidences are calibrated."""
