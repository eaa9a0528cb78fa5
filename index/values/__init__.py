"""Dates, times and numbers, which a question and a document may write differently: "7 pm" and "19:00"."""
