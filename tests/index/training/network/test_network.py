"""The network: dropout, inserted layers, and MPNet instead of BERT."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from index.training.export.export import export, read_state
from index.training.groups.windows import TrainingWindow
from index.training.network.loss import group_loss
from index.training.network.network import SeededDropout, collate, freeze, insert_layers, load_network


def test_dropout_follows_its_seed():
    """A tenth of the values become zero, and the others grow; a seed repeats the mask; evaluation has no dropout."""
    dropout, ones = SeededDropout(0.1), torch.ones(200, 500)
    SeededDropout.seed(3, "cpu")
    first, second = dropout(ones), dropout(ones)
    assert float((first == 0).float().mean()) == pytest.approx(0.1, abs=0.005)
    assert float(first.max()) == pytest.approx(1 / 0.9)
    assert not torch.equal(first, second)
    SeededDropout.seed(3, "cpu")
    assert torch.equal(dropout(ones), first)
    assert torch.equal(dropout.eval()(ones), ones)


def test_a_deeper_network_is_at_first_about_the_same(stream, make_network, base_weights, tmp_path: Path):
    """The new layers change little; the exported weights have all layers, and are read back with them."""
    network = make_network().eval()
    windows = stream.sample_windows()
    inputs = collate(windows, "cpu")
    before = network(*inputs).detach()
    insert_layers(network, (1, 2), windows)
    after = network.eval()(*inputs).detach()
    assert len(network.layers) == 4
    assert float((after - before).abs().mean()) < 0.1 * float(before.std())
    export(network.state_dict(), tmp_path, int8=False)
    again = load_network(str(base_weights), state=read_state(tmp_path)).eval()
    assert torch.allclose(again(*inputs), after, atol=1e-5)


def test_weights_with_three_outputs_get_a_fourth(make_network, base_weights: Path):
    """The new output starts as a copy of the relevance, and the others do not change."""
    state = dict(make_network().state_dict())
    three = state | {name: state[name][:3] for name in ("head.weight", "head.bias")}
    network = load_network(str(base_weights), state=three)
    assert torch.equal(network.head.weight, state["head.weight"][[0, 1, 2, 2]])
    assert torch.equal(network.head.bias, state["head.bias"][[0, 1, 2, 2]])


def test_mpnet_takes_the_token_ids_of_bert(mpnet, tmp_path: Path):
    """Each id of BERT is mapped to the same token, and frozen parameters get no gradient."""
    network = load_network(str(tmp_path))
    windows = [TrainingWindow(np.array([101, 2040, 102, 7000, 7001, 102]), 3, ())]
    own_ids = torch.tensor([[0, 2044, 2, 7004, 7005, 2]])
    states = mpnet.eval()(input_ids=own_ids).last_hidden_state
    assert torch.allclose(network.eval()(*collate(windows, "cpu")), network.head(states), atol=1e-5)
    freeze(network, 1)
    group_loss(network, [windows], tokens_at_once=100, device="cpu", bfloat16=False).backward()
    trained = {
        name.split("mpnet.")[1]
        for name, parameter in network.bert.named_parameters()
        if parameter.grad is not None
    }
    assert {".".join(name.split(".")[:3]) for name in trained} == {"encoder.layer.1"}


def test_the_fused_attention_of_mpnet_is_the_same(mpnet, tmp_path: Path):
    """It returns the same states for windows with padding and for one without."""
    eager = load_network(str(tmp_path)).eval()
    fused = load_network(str(tmp_path), "sdpa", state=eager.state_dict()).eval()
    long, short = (TrainingWindow(np.arange(2000, 2000 + size), 3, ()) for size in (20, 7))
    for windows in ([long, short], [short]):
        inputs = collate(windows, "cpu")
        with torch.no_grad():
            expected, logits = eager(*inputs), fused(*inputs)
        for row, window in enumerate(windows):
            tokens = len(window.ids)
            assert torch.allclose(logits[row, :tokens], expected[row, :tokens], atol=1e-5)
