"""Passages → whether they are on the topic of a question, and so worth showing if nothing answers it.

`index.training.calibrate_topic` fits the numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.reader.calibration.logistic import LogisticRegression
from index.reader.network.relevance import Relevance
from index.types import Evidence


@dataclass(frozen=True, slots=True)
class TopicFeatures:
    """The features that decide whether the passages found for a question are on its topic."""

    retrieval_score: float  #: the highest of all passages
    cosine: float  #: the highest of all passages with the question, -1 to 1
    relevance: float  #: the logit that the most relevant passage answers, clipped to -12 to 12
    coverage: float  #: how much of the question the most relevant passage and its trail cover, 0 to 1


@dataclass(frozen=True, slots=True)
class TopicCalibration(LogisticRegression):
    """The fitted numbers: coefficients of a logistic regression by their features' names, and a threshold.

    The probability is calibrated for questions of which half are on the topic.
    """

    intercept: float = 0.0
    retrieval_score: float = 0.0
    cosine: float = 0.0
    relevance: float = 0.0
    coverage: float = 0.0
    threshold: float = 0.1  #: the probability from which passages are shown

    def is_on_topic(self, features: TopicFeatures) -> bool:
        """Whether passages with these features are worth showing."""
        return self.confidence(features) >= self.threshold


def topic_features(
    evidence: Sequence[Evidence], relevances: Sequence[Relevance], coverage: float
) -> TopicFeatures:
    """Return the features of at least one evidence and its relevances.

    `coverage` is that of the question by the most relevant passage.
    """
    return TopicFeatures(
        retrieval_score=max(each.hit.score for each in evidence),
        cosine=max(each.hit.cosine for each in evidence),
        relevance=max(-12.0, min(12.0, relevances[0].score)),
        coverage=coverage,
    )
