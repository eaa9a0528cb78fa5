"""A question and the evidence for it go in; the spans that answer come out, with a calibrated confidence."""
