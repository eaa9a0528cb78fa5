"""The composition of the training stream: the share of each kind of group and the examples of each source."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mixture:
    """The probability of each kind of group; the rest is for groups of the question's own context alone."""

    with_negatives: float  #: its own context and hard negatives
    only_negatives: float  #: hard negatives alone: "no answer" is right
    without_answer: float  #: its own context without the sentences that answer: "no answer" is right
    swapped_name: float  #: another context, and the question about a name in it: "no answer" is right
    near_miss: float  #: its own context, and a question that it seems to answer: "no answer" is right
    single_sentences: float  #: sentences of its own context, each in a window
    synthetic_event: float  #: its own context with a synthetic event, and a question about this event instead
    max_negatives: int  #: in a group


# The first part of a run has mostly groups of a single window, which are cheap. The later part has more
# groups that are similar to what the engine reads.
_EARLY = Mixture(0.15, 0.06, 0.05, 0.08, 0.10, 0.0, 0.03, 1)
_LATE = Mixture(0.30, 0.07, 0.08, 0.08, 0.12, 0.15, 0.05, 2)
_LATE_FROM = 0.3

#: Source → most examples of it in an epoch; the next epoch has others.
_PER_EPOCH = {
    "qamr": 8000,
    "squadshifts_amazon": 4500,
    "squadshifts_reddit": 4500,
    "squad_train_bits": 9000,
    "molweni_train": 3000,
    "molweni_dev": 500,
    "molweni_test": 500,
    "ropes_train": 1200,
    "ropes_dev": 300,
    "ropes_contrast": 200,
    "tweetqa": 2000,
    "bbq_who": 700,
    "winogrande_who_templated": 600,
}
#: Sources whose examples occur twice in an epoch.
_TWICE = frozenset({"qed", "friendsqa", "nq_oracle", "quoref_dev", "duorc_paraphrase_bits"})


def mixture_at(progress: float) -> Mixture:
    """Return the mixture when a share `progress` of the run is done."""
    return _LATE if progress >= _LATE_FROM else _EARLY


def taken_of(source: str, examples: int) -> int:
    """Return how many of the examples of a source are in an epoch."""
    return min(_PER_EPOCH.get(source, examples), examples)


def times_taken(source: str) -> int:
    """Return how often each of these examples occurs in an epoch."""
    return 2 if source in _TWICE else 1
