"""What the managers of each server chose: where Munshi answers, from which folders, whom it calls."""
