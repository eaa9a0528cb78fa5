"""Training, on a few made-up questions and a small random network: seconds, not minutes."""

from __future__ import annotations

import json
import lzma
from dataclasses import replace
from itertools import chain
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from index.models.tokenizer import load_tokenizer  # noqa: E402  (torch comes first, or the file is skipped)
from index.reader.span_reader import SpanReader  # noqa: E402
from index.reader.spans import frames  # noqa: E402
from index.training.data import Question, read_questions  # noqa: E402
from index.training.distillation_data import excerpt, read_lessons, taught, write_lessons  # noqa: E402
from index.training.export import export, mean, state_of  # noqa: E402
from index.training.hard_negatives import Mine, bereft  # noqa: E402
from index.training.hidden_states import View, at_depths, match, views_of  # noqa: E402
from index.training.loop import Plan, Trainer  # noqa: E402
from index.training.loss import group_loss  # noqa: E402
from index.training.network import SeededDropout, _tensors, deepen, freeze, load_network  # noqa: E402
from index.training.pronouns import pronoun_case  # noqa: E402
from index.training.stream import Stream  # noqa: E402
from index.training.swapped_names import names, swapped  # noqa: E402
from index.training.synthetic_events import deed, persons  # noqa: E402
from index.training.windows import Window, tokenize, window  # noqa: E402

NAMES = ("Anna", "Otto", "Marta", "Jonas", "Mia", "Oskar", "Lena", "Paul")
THINGS = ("the mill", "a red boat", "the old bakery", "a stone bridge")


def question(number: int) -> Question:
    name, thing = NAMES[number % len(NAMES)], THINGS[number % len(THINGS)]
    context = f"It rained all week in village {number}. {name} bought {thing} from a stranger. Nobody minded."
    start = context.index(name)
    return Question(
        "made-up", f"Who bought {thing} in village {number}?", context, ((start, start + len(name)),)
    )


@pytest.fixture
def stream() -> Stream:
    return Stream.of([question(number) for number in range(24)], load_tokenizer(), seed=1)


@pytest.fixture
def network(random_weights, random_network, tmp_path: Path):
    """A fresh copy of the small random network each time it is called."""
    random_network.bert.save_pretrained(tmp_path / "base")

    def make(dropout: float = 0.0):
        torch.manual_seed(0)
        return load_network(str(tmp_path / "base"), dropout=dropout)

    return make


PLAN = Plan(tokens=8_000, step_tokens=600, learning_rate=1e-3, bfloat16=False)


def test_training_lowers_the_loss(stream, network, tmp_path: Path):
    """After some steps the network is better at the questions that it saw than before."""
    made = network()
    groups = [stream.group(0, place, place, 0.0) for place in range(24)]
    options = {"tokens_at_once": 2000, "device": "cpu", "bfloat16": False}
    before = float(group_loss(made, groups, **options).detach())
    Trainer(made, stream, PLAN, tmp_path).run(lambda line: None)
    assert float(group_loss(made, groups, **options).detach()) < 0.8 * before


def test_a_resumed_run_ends_as_one_that_never_stopped(stream, network, tmp_path: Path):
    """Stopped half way and taken up again by another process, the weights come out the same."""
    (tmp_path / "whole").mkdir()
    (tmp_path / "halves").mkdir()
    plan = Plan(tokens=5000, step_tokens=600, bfloat16=False)
    whole = Trainer(network(0.1), stream, plan, tmp_path / "whole")
    whole.run(lambda line: None)
    Trainer(network(0.1), stream, plan, tmp_path / "halves").run(lambda line: None, stop_after_steps=3)
    resumed = Trainer(network(0.1), stream, plan, tmp_path / "halves")
    assert resumed.resume()
    resumed.run(lambda line: None)
    assert resumed.position.step == whole.position.step > 3
    ours, theirs = resumed.network.state_dict(), whole.network.state_dict()
    assert all(torch.equal(ours[name], theirs[name]) for name in theirs)


def test_dropout_leaves_out_a_share_and_follows_its_seed():
    """A tenth becomes zero, the others grow by as much; the same seed leaves out the same; asked, it does nothing."""
    dropout, ones = SeededDropout(0.1), torch.ones(200, 500)
    SeededDropout.seed(3, "cpu")
    first, second = dropout(ones), dropout(ones)
    assert float((first == 0).float().mean()) == pytest.approx(0.1, abs=0.005)
    assert float(first.max()) == pytest.approx(1 / 0.9)
    assert not torch.equal(first, second)
    SeededDropout.seed(3, "cpu")
    assert torch.equal(dropout(ones), first)
    assert torch.equal(dropout.eval()(ones), ones)


def test_the_loss_is_the_log_of_what_is_right(random_network):
    """By hand over every span of two passages: minus the log of gold over all and "no answer"."""
    ids = np.array([101, 2040, 102, 7000, 7001, 7002, 102])
    groups = [[Window(ids, 3, ((4, 5),)), Window(ids[[0, 1, 2, 5, 3, 6]], 3, ())], [Window(ids, 3, ())]]
    loss = group_loss(random_network, groups, tokens_at_once=7, device="cpu", bfloat16=False)
    expected = np.mean([_loss_by_hand(random_network, group) for group in groups])
    assert float(loss.detach()) == pytest.approx(expected, rel=1e-4)


def _loss_by_hand(network, group) -> float:
    spans, starts, ends, gold = [0.0], [0.0], [0.0], None
    for one in group:
        logits = network(*_tensors([one], "cpu"))[0].detach().numpy().astype(float)
        places = range(one.first, len(one.ids) - 1)
        relevance = logits[0, 2]
        starts += [logits[place, 0] + relevance for place in places]
        ends += [logits[place, 1] + relevance for place in places]
        spans += [logits[a, 0] + logits[b, 1] + relevance for a in places for b in places if a <= b]
        for a, b in one.gold:
            gold = logits[a, 0] + logits[b, 1] + relevance, logits[a, 0] + relevance, logits[b, 1] + relevance
    gold = gold or (0.0, 0.0, 0.0)
    losses = [
        np.log(np.exp(every).sum()) - right for every, right in zip((spans, starts, ends), gold, strict=True)
    ]
    return 0.5 * losses[0] + 0.25 * losses[1] + 0.25 * losses[2]


def test_the_taught_loss_is_the_cross_entropy_against_the_teacher(random_network):
    """By hand over every span of two passages and "no answer", and as little as can be against itself."""
    random = np.random.default_rng(0)
    ids = np.array([101, 2040, 102, 7000, 7001, 7002, 102])
    group = [Window(ids, 3, ((4, 5),)), Window(ids[[0, 1, 2, 5, 3, 6]], 3, ())]
    group = [replace(one, taught=random.normal(size=(len(one.ids), 3)).astype(np.float32)) for one in group]
    options = {"tokens_at_once": 7, "device": "cpu", "bfloat16": False}
    ours = [
        _scores_by_hand(random_network(*_tensors([one], "cpu"))[0].detach().numpy(), one) for one in group
    ]
    theirs = [_scores_by_hand(one.taught, one) for one in group]
    losses = []
    for part in range(3):
        our, their = (np.array([0.0, *chain.from_iterable(one[part] for one in of)]) for of in (ours, theirs))
        losses.append(-(np.exp(their) / np.exp(their).sum() * (our - np.log(np.exp(our).sum()))).sum())
    expected = 0.5 * losses[0] + 0.25 * losses[1] + 0.25 * losses[2]
    both = [
        float(group_loss(random_network, [group], **options, taught_share=one).detach())
        for one in (0, 0.5, 1)
    ]
    assert both[2] == pytest.approx(expected, rel=1e-4)
    assert both[1] == pytest.approx((both[0] + both[2]) / 2, rel=1e-5)


def _scores_by_hand(logits: np.ndarray, one: Window) -> tuple[list[float], ...]:
    """The scores of a window's spans, starts and ends."""
    places, relevance = range(one.first, len(one.ids) - 1), float(logits[0, 2])
    spans = [float(logits[a, 0] + logits[b, 1]) + relevance for a in places for b in places if a <= b]
    return spans, *([float(logits[place, part]) + relevance for place in places] for part in (0, 1))


def test_lessons_are_kept_and_taught(stream, network, tmp_path: Path):
    """They come back from their file as they were, and who learns from them comes near the teacher."""
    torch.manual_seed(1)
    teacher = network().eval()
    with torch.no_grad():
        for value in teacher.parameters():
            value.add_(0.05 * torch.randn_like(value))
    options = {"device": "cpu", "bfloat16": False}
    heard: list[int] = []
    given = excerpt(stream, place=4, tokens=600)
    groups = taught(given, teacher, workers=2, done=heard.append, **options)
    assert sum(heard) == sum(len(one.ids) for group in given for one in group) >= 600
    for one, before in zip(chain(*groups), chain(*given), strict=True):
        assert np.array_equal(one.ids, before.ids)
        assert np.allclose(one.taught, teacher(*_tensors([one], "cpu"))[0].detach().numpy(), atol=1e-4)
    write_lessons(tmp_path / "lessons.npz", groups)
    lessons = read_lessons(tmp_path / "lessons.npz", seed=1)
    for kept, group in zip(lessons.groups, groups, strict=True):
        for ours, theirs in zip(kept, group, strict=True):
            assert (ours.first, ours.gold) == (theirs.first, theirs.gold)
            assert np.array_equal(ours.ids, theirs.ids)
            assert np.array_equal(ours.taught, theirs.taught)
    assert sorted(lessons.epoch(3)) == list(range(len(groups)))
    made = network()

    def apart(learner) -> float:
        """The loss against the teacher beyond that of the teacher itself, which is the least."""
        loss = {"tokens_at_once": 2000, "taught_share": 1.0, **options}
        ours, least = (group_loss(one, lessons.groups, **loss).detach() for one in (learner, teacher))
        return float(ours - least)

    before = apart(made)
    assert before > 0
    Trainer(made, lessons, replace(PLAN, taught_share=1.0), tmp_path).run(lambda line: None)
    assert 0 <= apart(made) < 0.5 * before


def test_a_view_keeps_what_varies_most():
    """Of states that vary in two directions only, two numbers tell all: they give the distances back."""
    random = torch.Generator().manual_seed(0)
    inner = torch.randn(500, 2, generator=random) * torch.tensor([3.0, 1.0])
    states = inner @ torch.randn(2, 40, generator=random) + 7
    seen = View.of(states)(states)
    assert seen.shape == (500, 40)
    assert torch.allclose(seen[:, 2:], torch.zeros(1), atol=1e-3)
    assert float(seen.mean(0).abs().max()) < 1e-3
    assert float(seen.var(0).mean()) == pytest.approx(1, rel=0.01)
    even = (states - states.mean(0)) / states.std(0)
    ratio = torch.pdist(seen) / torch.pdist(even)
    assert torch.allclose(ratio, ratio[0].expand_as(ratio), rtol=1e-2)


def test_what_is_seen_is_compared_token_by_token(stream, network):
    """By hand, over the tokens of two windows: the mean square of what is apart, of both depths."""
    how = {"device": "cpu", "bfloat16": False}
    groups = excerpt(stream, place=0, tokens=900)
    torch.manual_seed(1)
    teacher = network().eval()
    with torch.no_grad():
        for value in teacher.parameters():
            value.add_(0.05 * torch.randn_like(value))
    shown = [group[0] for group in groups]
    views = views_of(teacher, shown, **how)
    groups = taught(groups, teacher, workers=1, done=lambda tokens: None, views=views, **how)
    made = network().eval()
    match(made, [group[0] for group in groups], **how)
    first, second = [group[0] for group in groups[:2]]
    distances = []
    for one in (first, second):
        states = at_depths(made.states(*_tensors([one], "cpu")))
        theirs = at_depths(teacher.states(*_tensors([one], "cpu")))
        for view, linear, ours, their in zip(views, made.views, states, theirs, strict=True):
            distances.append((linear(ours[0]) - view(their[0])).square().mean(1).detach())
    expected = torch.cat(distances[::2] + distances[1::2]).mean() * 2
    losses = [
        float(group_loss(made, [[first, second]], tokens_at_once=100, seen_weight=one, **how).detach())
        for one in (0.0, 3.0)
    ]
    assert (losses[1] - losses[0]) / 3 == pytest.approx(float(expected), rel=5e-3)
    match(teacher, [group[0] for group in groups], **how)
    own = float(group_loss(teacher, groups, tokens_at_once=100, seen_weight=1.0, **how).detach())
    own -= float(group_loss(teacher, groups, tokens_at_once=100, **how).detach())
    assert own < 0.1 * float(expected)


def test_a_deeper_network_is_at_first_about_the_same(stream, network, tmp_path: Path):
    """The new layers pass on what they get; what is written keeps them, and is read back with all of them."""
    made = network().eval()
    windows = stream.examples()
    inputs = _tensors(windows, "cpu")
    before = made(*inputs).detach()
    deepen(made, (1, 2), windows)
    after = made.eval()(*inputs).detach()
    assert len(made.bert.encoder.layer) == 4
    assert float((after - before).abs().mean()) < 0.1 * float(before.std())
    export(made.state_dict(), tmp_path, int8=False)
    again = load_network(str(tmp_path / "base"), state=state_of(tmp_path)).eval()
    assert torch.allclose(again(*inputs), after, atol=1e-5)


@pytest.fixture
def mpnet(tmp_path: Path):
    """A small random one, which stands in `tmp_path` too."""
    from transformers import MPNetConfig, MPNetModel

    config = MPNetConfig(
        vocab_size=30527, hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=32
    )
    mpnet = MPNetModel(config, add_pooling_layer=False)
    mpnet.save_pretrained(tmp_path)
    return mpnet


def test_mpnet_is_asked_with_the_numbers_of_bert(mpnet, tmp_path: Path):
    """Each of BERT's numbers means the same word to it, and what is frozen stays as it was."""
    made = load_network(str(tmp_path))
    windows = [Window(np.array([101, 2040, 102, 7000, 7001, 102]), 3, ())]
    ids, segments, mask = _tensors(windows, "cpu")
    theirs = mpnet.eval()(input_ids=torch.tensor([[0, 2044, 2, 7004, 7005, 2]])).last_hidden_state
    assert torch.allclose(made.eval()(ids, segments, mask), made.head(theirs), atol=1e-5)
    freeze(made, 1)
    group_loss(made, [windows], tokens_at_once=100, device="cpu", bfloat16=False).backward()
    learns = {
        name.split("mpnet.")[1] for name, value in made.bert.named_parameters() if value.grad is not None
    }
    assert {".".join(name.split(".")[:3]) for name in learns} == {"encoder.layer.1"}


def test_the_onnx_graph_agrees_with_torch(random_network, random_weights: Path, make_evidence):
    """The graph that ships and the network that was trained give the same logits."""
    reader = SpanReader.load(random_weights, threads=1)
    context = "Marta sold the mill to Jonas, who could not read."
    encoding = load_tokenizer().encode(context, add_special_tokens=False)
    (frame,) = frames([2040, 2853, 1029], encoding, make_evidence(context), 0, reader.limits, (101, 102))
    expected = random_network(*_tensors([Window(frame.ids.astype(np.int64), frame.first, ())], "cpu"))
    assert np.allclose(reader._logits(frame), expected[0].detach().numpy(), atol=1e-3, rtol=1e-3)


def test_int8_weights_are_a_quarter_of_the_size(random_network, random_weights: Path, tmp_path: Path):
    """Quantised weights load, and take little more than a quarter of the bytes."""
    export(random_network.state_dict(), tmp_path)
    SpanReader.load(tmp_path)
    small, large = ((folder / "model.onnx").stat().st_size for folder in (tmp_path, random_weights))
    assert small < 0.35 * large


def test_exported_weights_can_be_gone_on_from(random_network, tmp_path: Path):
    """In 32 bit they come back as they were; in 8, even smoothed, about as they were."""
    state = random_network.state_dict()
    windows = [Window(np.random.default_rng(0).integers(1000, 20000, 40), 8, ())]
    export(state, tmp_path / "whole", int8=False)
    export(state, tmp_path / "small", examples=windows)
    whole, small = state_of(tmp_path / "whole"), state_of(tmp_path / "small")
    assert whole.keys() == small.keys() == state.keys()
    for name, value in state.items():
        assert torch.equal(whole[name], value)
        assert float((small[name] - value).abs().mean()) <= float(value.abs().max()) / 200


def test_a_mean_lies_between_two_networks():
    """With no share of the second it is the first, with all of it the second, and in between by measure."""
    first, second = {"a": torch.tensor([0.0, 4.0])}, {"a": torch.tensor([2.0, 0.0])}
    for share, expected in ((0.0, [0.0, 4.0]), (0.25, [0.5, 3.0]), (1.0, [2.0, 0.0])):
        assert mean(first, second, share)["a"].tolist() == expected


def test_a_window_holds_an_answer_anywhere():
    """The gold span is whole in the window, at its words, and not always at the same place."""
    tokenizer = load_tokenizer()
    text = "so " * 80 + "the grey heron" + " so" * 80
    (context,) = tokenize(tokenizer, [text])
    span = context.span(240, 254)
    random = np.random.default_rng(0)
    windows = [window(np.array([2040]), context, [span], 40, random) for _ in range(50)]
    for one in windows:
        ((first, last),) = one.gold
        assert tokenizer.decode(one.ids[first : last + 1].tolist()) == "the grey heron"
        assert len(one.ids) == 44
    assert len({one.gold for one in windows}) > 10


def test_rivals_share_words_but_not_the_answer():
    """Mining leaves out the own context and every context that holds an answer, best first."""
    contexts = [
        "Anna bought the mill.",
        "The mill was sold to ANNA at last.",
        "The mill burned down.",
        "It rained.",
    ]
    asked = Question("made-up", "Who bought the mill?", contexts[0], ((0, 4),))
    assert Mine(contexts).rivals(asked, own=0)[0] == 2
    assert not {0, 1} & set(Mine(contexts).rivals(asked, own=0))


def test_rivals_are_found_by_meaning_too(encoder):
    """With an encoder, a context that shares no word with the question but its subject ranks first."""
    contexts = ["Anna bought the mill.", "It rained on Tuesday.", "A physician earns a good salary."]
    asked = Question("made-up", "How much money do doctors get?", contexts[0], ((0, 4),))
    assert Mine(contexts, encoder).rivals(asked, own=0)[0] == 2


def test_vectors_are_kept_for_a_resumed_run(encoder, tmp_path: Path):
    """A second mine over the same contexts takes the first one's vectors from disk."""
    contexts = ["Anna bought the mill.", "It rained on Tuesday."]
    Mine(contexts, encoder, tmp_path / "contexts.npy")
    kept = np.load(tmp_path / "contexts.npy")
    assert np.array_equal(kept, encoder.encode(contexts))
    np.save(tmp_path / "contexts.npy", kept[::-1])
    assert np.array_equal(Mine(contexts, encoder, tmp_path / "contexts.npy")._vectors, kept[::-1])


def test_a_swapped_question_is_about_a_name_that_tells_no_answer():
    """The name of another text takes the place of the question's, unless that text may well answer."""
    asked = Question("made-up", "When was Paris founded?", "Paris was founded long ago.", ((18, 26),))
    random = np.random.default_rng(0)
    told = "Every road to Lyon is closed."
    assert swapped(asked, told, random) == ("When was Lyon founded?", (14, 18))
    answering = "All know that Lyon was founded by Romans."
    assert names(answering) == [(14, 18), (34, 40)]
    assert swapped(asked, answering, random) is None
    nameless = "Every road is closed."
    assert swapped(asked, nameless, random) is None
    assert swapped(replace(asked, text="When was it founded?"), told, random) is None


def test_sentences_are_read_each_alone(stream):
    """The one with the answer beside the others, whole, or the others by themselves."""
    random = np.random.default_rng(0)
    groups = [stream._sentences(5, random) for _ in range(40)]
    texts = {
        tuple(stream.tokenizer.decode(one.ids[one.first : -1].tolist()) for one in group if one.gold)
        for group in groups
    }
    assert texts == {("oskar bought a red boat from a stranger.",), ()}
    ((first, last),) = next(one.gold for one in groups[0] if one.gold)
    assert stream.tokenizer.decode(groups[0][0].ids[first : last + 1].tolist()) == "oskar"
    assert {len(group) for group in groups} == {3, 2}


def test_a_sentence_with_a_part_of_an_answer_is_no_wrong_one(stream):
    """Where an answer runs over two sentences beside a whole one, neither of the two is said not to answer."""
    context = "Anna came. Then Otto. Mia came too. It rained."
    asked = Question("made-up", "Who came?", context, ((0, 4), (16, 25)))
    some = Stream.of([asked], stream.tokenizer, seed=1)
    others = {
        stream.tokenizer.decode(one.ids[one.first : -1].tolist())
        for seed in range(20)
        for one in some._sentences(0, np.random.default_rng(seed))
        if not one.gold
    }
    assert others == {"it rained."}


def test_the_doer_of_a_deed_is_told_amid_the_context():
    """The answer stands where it is said to, others are told of beside it, and the context stays as it was."""
    sentences = ("It rained all week.", "Nobody minded.", "The mill burned down.")
    asked = Question("made-up", "What burned down?", " ".join(sentences), ((35, 43),))
    known = persons([question(number) for number in range(8)])
    assert known == sorted(NAMES)
    doers = set()
    for seed in range(200):
        made = deed(asked, known, np.random.default_rng(seed))
        told = made.context
        for sentence in sentences:
            assert sentence in told
            told = told.replace(sentence, "")
        (doer,) = made.answer_texts
        victim = next(name for name in NAMES if name in made.text)
        assert doer in told
        assert victim in told
        assert victim not in doer
        assert sum(name in doer for name in NAMES) == 1
        assert sum(name in told for name in NAMES) >= 3
        doers.add(doer)
    assert len(doers) > 50


def test_a_bereft_context_tells_nothing():
    """Every sentence that holds an answer is gone, wherever its words stand; the others stay."""
    context = "It rained. Anna bought the mill. Nobody minded. Later anna sold it. The mill burned down."
    asked = Question("made-up", "Who bought the mill?", context, ((11, 15),))
    assert bereft(asked) == "It rained. Nobody minded. The mill burned down."
    assert bereft(Question("made-up", "Who?", "Anna bought the mill.", ((0, 4),))) is None


def test_two_workers_learn_what_one_does(stream, network, tmp_path: Path):
    """The parts of a step add up to the whole step, but for the last bits of the sums."""
    plan = Plan(tokens=3000, step_tokens=600, bfloat16=False)
    weights = []
    for workers in (1, 2):
        trainer = Trainer(network(), stream, replace(plan, workers=workers), tmp_path)
        trainer.run(lambda line: None)
        weights.append(trainer.network.state_dict())
    one, two = weights
    assert all(torch.allclose(one[name], two[name], atol=1e-4) for name in one)


def test_an_answer_beside_the_predicate_becomes_a_pronoun():
    """Of a name that stands twice the later mention is replaced, and the earlier one is the answer."""
    context = "Anna was poor. Otto was rich. One night Anna burned the mill."
    start = context.rindex("Anna")
    made = pronoun_case(
        Question("made-up", "Who burned the mill?", context, ((start, start + 4),)), np.random.default_rng(0)
    )
    assert made.answers == ((0, 4),)
    assert made.context in {context[:start] + word + context[start + 4 :] for word in ("he", "she")}


def test_an_answer_that_stands_once_is_introduced_before():
    """It becomes a pronoun, and the made-up sentence before its own names it: that is the answer now."""
    context = "It rained. Otto was rich. One night Anna burned the mill."
    start = context.index("Anna")
    asked = Question("made-up", "Who burned the mill?", context, ((start, start + 4),))
    made = pronoun_case(asked, np.random.default_rng(0))
    assert made.answer_texts == ("Anna",)
    assert made.context.count("Anna") == 1
    assert made.context.startswith("It rained. Otto was rich. ")
    assert made.context.endswith((" he burned the mill.", " she burned the mill."))
    assert made.answers[0][0] < made.context.index("One night")


def test_a_name_of_the_question_becomes_a_pronoun():
    """Where the question's name stands beside the answer, it is replaced, and the answer stays right."""
    context = "Otto was rich. Nobody knew that Otto's sister had burned the mill. They fined Otto in May."
    start = context.index("sister")
    asked = Question("made-up", "Which relative of Otto burned it?", context, ((start, start + 6),))
    made = pronoun_case(asked, np.random.default_rng(0))
    assert made.answer_texts == ("sister",)
    assert "Otto's" not in made.context
    assert made.context.startswith("Otto was rich.")


def test_questions_are_read_and_checked(tmp_path: Path):
    """Good lines become questions; an answer that is not at its offset is reported with its line."""
    row = {"source": "s", "question": "q?", "context": "a b", "answers": [{"text": "b", "start": 2}]}
    path = tmp_path / "train.jsonl.xz"
    with lzma.open(path, "wt") as file:
        file.write(json.dumps(row) + "\n")
    assert read_questions(path)[0].answer_texts == ("b",)
    row["answers"][0]["start"] = 1
    with lzma.open(path, "wt") as file:
        file.write(json.dumps(row) + "\n")
    with pytest.raises(
        ValueError, match=r"train\.jsonl\.xz, line 1: the answer does not stand at its offset"
    ):
        read_questions(path)


def write_questions(folder: Path) -> None:
    with lzma.open(folder / "train.jsonl.xz", "wt") as file:
        for one in map(question, range(12)):
            answers = [{"text": one.context[a:b], "start": a} for a, b in one.answers]
            row = {"source": one.source, "question": one.text, "context": one.context, "answers": answers}
            file.write(json.dumps(row) + "\n")


@pytest.mark.parametrize("layers", [0, 1])
def test_the_program_trains_a_teacher(mpnet, layers: int, tmp_path: Path):
    """All of it, unless some layers are frozen: then what stands below them too stays as it was."""
    from index.training.train import main

    write_questions(tmp_path)
    options = [
        "--data",
        tmp_path,
        "--base",
        tmp_path,
        "--out",
        tmp_path,
        "--freeze",
        layers,
        "--tokens",
        8000,
    ]
    main([*map(str, options), "--float32"])
    trained = torch.load(tmp_path / "checkpoint.pt", weights_only=True)["network"]
    before = mpnet.state_dict()
    stayed = {
        part: all(
            torch.equal(value, trained[f"bert.mpnet.{name}"])
            for name, value in before.items()
            if part in name
        )
        for part in ("embeddings", "relative_attention_bias", "layer.0.", "layer.1.")
    }
    assert list(stayed.values()) == [bool(layers)] * 3 + [False]


def test_the_program_trains_and_writes_weights(network, tmp_path: Path):
    """From the command line to weights that load, on made-up questions."""
    from index.training.distill import main as teach
    from index.training.train import main

    network()
    base = tmp_path / "base"
    write_questions(tmp_path)
    out = tmp_path / "out"
    options = [
        "--data",
        str(tmp_path),
        "--out",
        str(out),
        "--base",
        str(base),
        "--tokens",
        "8000",
        "--float32",
    ]
    main(options)
    weights = (out / "weights-fp32" / "model.onnx").read_bytes()
    main([*options, "--resume", "--start", str(out / "weights-fp32")])  # a mean with itself: nothing changes
    assert (out / "weights-fp32" / "model.onnx").read_bytes() == weights
    lessons = tmp_path / "lessons" / "all.npz"
    teacher = ["--base", str(base), "--teacher", str(out / "checkpoint.pt"), "--tokens", "500", "--float32"]
    teach(["--data", str(tmp_path), *teacher, "--out", str(lessons)])
    options[:2] = ["--lessons", str(lessons)]
    with pytest.raises(
        SystemExit, match=r"all\.npz holds nothing of what the teacher sees; make it anew with"
    ):
        main([*options, "--seen-weight", "1"])
    teach(["--data", str(tmp_path), *teacher, "--out", str(lessons), "--views"])
    main([*options, "--out", str(tmp_path / "taught"), "--seen-weight", "1", "--deepen", "1,2"])
    SpanReader.load(tmp_path / "taught" / "weights")
    options[3] = str(tmp_path / "another")
    main([*options, "--tokens", "1", "--learning-rate", "0", "--start", str(out / "weights-fp32")])
    assert (tmp_path / "another" / "weights-fp32" / "model.onnx").read_bytes() == weights
    assert SpanReader.load(out / "weights").calibration == SpanReader.load(out / "weights-fp32").calibration
