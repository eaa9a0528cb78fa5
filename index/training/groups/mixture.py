"""What the training stream is mixed of: the shares of its kinds of groups, and how much of each source."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mixture:
    """The probabilities of each kind of group; what remains is for the question's own context alone."""

    with_negatives: float  #: its own context beside hard negatives
    only_negatives: float  #: hard negatives alone: "no answer" is right
    without_answer: float  #: its own context without the sentences that answer: "no answer" is right
    swapped_name: float  #: another context, for a question with a name of that: "no answer" is right
    near_miss: float  #: its own context for a question that it seems to answer: "no answer" is right
    single_sentences: float  #: sentences of its own context, each in a window by itself
    synthetic_event: float  #: a synthetic event question amid its own context, in its stead
    max_negatives: int


#: The first part of a run has mostly single windows, which are cheap; the second half, the task as it is
#: used.
EARLY = Mixture(0.15, 0.06, 0.05, 0.08, 0.10, 0.0, 0.03, 1)
LATE = Mixture(0.30, 0.07, 0.08, 0.08, 0.12, 0.15, 0.05, 2)
_LATE_FROM = 0.3

#: Examples that an epoch takes of a source at most; the next epoch takes others.
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
#: Sources that an epoch takes twice.
_TWICE = frozenset({"qed", "friendsqa", "nq_oracle", "quoref_dev", "duorc_paraphrase_bits"})


def mixture_at(progress: float) -> Mixture:
    """The mixture when a share of the run is done."""
    return LATE if progress >= _LATE_FROM else EARLY


def taken_of(source: str, examples: int) -> int:
    """How many of the examples of a source an epoch takes."""
    return min(_PER_EPOCH.get(source, examples), examples)


def times_taken(source: str) -> int:
    """How often an epoch takes an example of a source that it takes at all."""
    return 2 if source in _TWICE else 1
