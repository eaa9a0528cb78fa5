"""Find hard negatives by cosine alone, with an encoder in torch: a GPU needs seconds for all questions."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

from index.training.groups.windows import CLS, SEP, TrainingWindow, tokenize
from index.training.groups.without_answer import normalised
from index.training.network.network import batches, collate
from index.training.sources.data import QAExample

_CANDIDATES = 24  # nearest contexts that are considered
_NEGATIVES = 8  # contexts that are returned at most
_TOKENS = 254  # of a text; further ones are not read
_TOKENS_AT_ONCE = 16_384
_QUESTIONS_AT_ONCE = 1024


class TorchEncoder:
    """A BERT that encodes texts as unit vectors: the mean over their tokens, scaled to length 1."""

    token_limit = _TOKENS

    def __init__(self, bert: Any, tokenizer: Any, device: str) -> None:
        self.bert: Any = bert.to(device)
        self.device = device
        self.dimensions = int(self.bert.config.hidden_size)
        self._tokenizer = tokenizer

    @classmethod
    def load(cls, folder: Path, tokenizer: Any, device: str) -> TorchEncoder:
        """Load the BERT in a folder that transformers has written."""
        from transformers import BertModel

        bert: Any = BertModel.from_pretrained(
            folder, add_pooling_layer=False, attn_implementation="sdpa", dtype=torch.float32
        )
        return cls(bert, tokenizer, device)

    def windows(self, texts: Sequence[str]) -> list[TrainingWindow]:
        """Return each text as `[CLS] text [SEP]`."""
        return [
            TrainingWindow(np.array([CLS, *text.ids[:_TOKENS], SEP]), len(text.ids[:_TOKENS]) + 2, ())
            for text in tokenize(self._tokenizer, texts)
        ]

    def vectors(self, windows: Sequence[TrainingWindow], *, bfloat16: bool) -> torch.Tensor:
        """Return the unit vectors of a batch, float32 [windows, dimensions]."""
        ids, _, mask = collate(windows, self.device, 16)
        kind = torch.device(self.device).type
        with torch.autocast(device_type=kind, dtype=torch.bfloat16, enabled=bfloat16):
            states = self.bert(input_ids=ids, attention_mask=mask).last_hidden_state
        weights = mask[..., None].float()
        means = (states.float() * weights).sum(1) / weights.sum(1)
        return nn.functional.normalize(means, dim=1)

    def encode(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return vectors of unit length, float32 [texts, dimensions], without gradients."""
        result = np.empty((len(texts), self.dimensions), np.float32)
        training = self.bert.training
        self.bert.eval()
        with torch.no_grad():
            for batch in batches(list(enumerate(self.windows(texts))), _TOKENS_AT_ONCE):
                vectors = self.vectors([window for _, window in batch], bfloat16=self.device != "cpu")
                result[[number for number, _ in batch]] = vectors.cpu().numpy()
        self.bert.train(training)
        return result

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Return the number of tokens of each text, without special ones."""
        return [len(text.ids) for text in tokenize(self._tokenizer, texts)]


class DenseMiner:
    """Implements `index.training.groups.mining.Miner` with the contexts nearest to each question."""

    def __init__(
        self, examples: Sequence[QAExample], contexts: Sequence[str], nearest: npt.NDArray[np.int32]
    ) -> None:
        self._rows = {example: nearest[number] for number, example in enumerate(examples)}
        self._normalised = [normalised(context) for context in contexts]

    @classmethod
    def of(
        cls, examples: Sequence[QAExample], contexts: Sequence[str], encoder: TorchEncoder, cache: Path
    ) -> DenseMiner:
        """Find the contexts nearest to each question; `cache` is a `.npy` file that saves them for later."""
        if cache.exists():
            return cls(examples, contexts, np.load(cache))
        of_contexts = torch.from_numpy(encoder.encode(contexts)).to(encoder.device)
        of_questions = torch.from_numpy(encoder.encode([example.question for example in examples]))
        count = min(_CANDIDATES, len(contexts))
        nearest = np.concatenate(
            [
                (part.to(encoder.device) @ of_contexts.T).topk(count, 1).indices.cpu().numpy()
                for part in of_questions.chunk(-(-len(examples) // _QUESTIONS_AT_ONCE))
            ]
        ).astype(np.int32)
        np.save(cache, nearest)
        return cls(examples, contexts, nearest)

    def mine(self, example: QAExample, own_context: int) -> list[int]:
        """Return the numbers of the nearest contexts that contain no answer, nearest first."""
        answers = [normalised(text) for text in example.answer_texts]
        negatives = [
            number
            for number in self._rows[example].tolist()
            if number != own_context and not any(answer in self._normalised[number] for answer in answers)
        ]
        return negatives[:_NEGATIVES]
