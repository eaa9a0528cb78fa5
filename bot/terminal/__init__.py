"""Words typed in a terminal → words printed there."""
