"""Subtitles and transcripts → paragraphs of speech."""

from __future__ import annotations

import pytest

from index.documents.formats import extract_text
from index.documents.markup.subtitles import blocks
from tests.index.documents.written_blocks import check_blocks, check_time, written

SRT = """1
00:00:01,000 --> 00:00:04,000
The membership fee rises to
40 euros

2
00:00:04,500 --> 00:00:08,000
<i>from</i> {\\an8}January.
"""
VTT = """WEBVTT - board meeting
Kind: captions

NOTE recorded
by Ada

intro
00:01.000 --> 00:04.000 align:start
<v Ada Berg>The new dock opens</v>

00:04.000 --> 00:06.000
<v Ada Berg>on <00:05.000><c>9 May.</c>

00:06.500 --> 00:08.000
<v Otto Lind>I see.

00:09.500 --> 00:12.000
Eva: The sauna is closed.
"""


@pytest.mark.parametrize(
    ("name", "text", "lines"),
    [
        ("talk.srt", SRT, ["The membership fee rises to\n40 euros from January."]),
        ("talk.VTT", VTT, ["Ada Berg: The new dock opens on 9 May.", "Otto Lind: I see.", "Eva: The sauna is closed."]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_speech_is_read_without_times(name: str, text: str, lines: list[str], end: str):
    """A sentence continues from one subtitle to the next; a new speaker starts a paragraph."""
    text = text.replace("\n", end)
    content = extract_text(name, text.encode(), {})
    check_blocks(content.text, list(content.blocks))
    assert written(content.text, content.blocks) == [
        f"paragraph: {line}".replace("\n", end) for line in lines
    ]


def test_a_long_speech_is_divided_where_sentences_end():
    """A paragraph ends at a line that ends a sentence, or after six hundred characters."""
    cue = "00:01.000 --> 00:04.000\n{}\n\n"
    with_stops, without = cue.format("word " * 20 + "end.") * 9, cue.format("word " * 20) * 20
    assert [line.count("end.") for line in written(with_stops, blocks(with_stops))] == [1] * 9
    assert [line.count("word") for line in written(without, blocks(without))] == [140, 140, 120]


ROLLING = """WEBVTT
Kind: captions

00:00:00.640 --> 00:00:02.869 align:start position:0%
 
so<00:00:00.880><c> today</c><00:00:01.120><c> we</c><00:00:01.280><c> fight</c>

00:00:02.869 --> 00:00:02.879 align:start position:0%
so today we fight
 

00:00:02.879 --> 00:00:05.000 align:start position:0%
so today we fight
the<00:00:03.000><c> kraken</c>

00:00:05.000 --> 00:00:05.010 align:start position:0%
the kraken
 
"""


def test_rolling_captions_are_read_once():
    """A line that several subtitles show is read once; a word that is said twice stays."""
    assert written(ROLLING, blocks(ROLLING)) == ["paragraph: so today we fight the kraken"]
    two_lines = "".join(f"00:01.000 --> 00:04.000\nline {n}\nline {n + 1}\n\n" for n in range(4))
    assert written(two_lines, blocks(two_lines)) == [
        "paragraph: line 0\nline 1 line 2 line 3 line 4",
    ]
    said = ["is it open", "no", "no", "until when", "it is closed"]
    text = "".join(f"00:01.000 --> 00:04.000\n{words}\n\n" for words in said)
    assert written(text, blocks(text)) == ["paragraph: is it open no no until when it is closed"]


def test_the_name_of_the_same_speaker_is_read_once():
    """Transcripts of meetings repeat the name in each subtitle, also in the middle of a sentence."""
    cue = "00:01.000 --> 00:04.000\n{}\n\n"
    said = [
        "Ilse Brandt: We have 4,200 pearls, and the lighthouse",
        "Ilse Brandt: needs 900 of them.",
        "Tomo: Good.",
    ]
    text = "WEBVTT\n\n" + "".join(map(cue.format, said))
    assert written(text, blocks(text)) == [
        "paragraph: Ilse Brandt: We have 4,200 pearls, and the lighthouse needs 900 of them.",
        "paragraph: Tomo: Good.",
    ]


def test_a_dash_starts_what_another_speaker_says():
    """Two speakers in one subtitle have dashes; a number with a sign does not."""
    text = "00:01.000 --> 00:04.000\nthis is the lighthouse\n\n00:04.000 --> 00:06.000\n- Who built it\n- Anselm, at\n-5 degrees.\n"
    assert written(text, blocks(text)) == [
        "paragraph: this is the lighthouse",
        "paragraph: - Who built it",
        "paragraph: - Anselm, at\n-5 degrees.",
    ]


def test_speech_is_no_note():
    """A line of speech is read, even if it starts with a word such as NOTE, which may start other blocks."""
    said = ["NOTE the price of the boat.", "STYLE matters.", "REGION North\nis open."]
    text = "NOTE by Ada\n\n" + "".join(f"00:01.000 --> 00:04.000\n{words}\n\n" for words in said)
    assert written(text, blocks(text)) == [f"paragraph: {words}" for words in said]


@pytest.mark.parametrize(
    "part", ["00:01.000 --> 00:04.000\nword\n\n", "word\nword\n", "1\n", "NOTE\n", "<v ", "A: ", "0:", "{\\a"]
)
def test_long_transcripts_take_time_that_grows_with_them(part: str):
    check_time(blocks, part)
