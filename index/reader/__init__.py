"""A question and its evidence → the spans that answer, with a calibrated confidence."""
