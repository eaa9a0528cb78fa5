"""Documents of an invented club: a timetable with short names of days, and a calendar with dates in digits."""

from __future__ import annotations

DOCUMENTS = {
    "timetable.md": """\
# Karsby swimming club

## Training

| Day | Time | Group | Coach |
|---|---|---|---|
| Mon | 18:00–19:30 | Juniors | Ilse Brandt |
| Wed | 19:00–20:30 | Masters | Tomas Reyes |
| Thu | 06:30–07:30 | Early birds | Anouk Petit |
| Sat | 09:00–11:00 | Beginners | Ilse Brandt |
""",
    "events.csv": """\
date,event,place,price
2026-03-14,Spring gala,Main pool,free
2026-06-07,Lake swim,Jetty,£5
2026-10-23,Annual dinner,The Old Mill,£28
""",
}
