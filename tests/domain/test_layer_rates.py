"""Layer-wise learning rates of Sun et al. 2019, with the numbers that follow from their formula."""

import pytest

from engine import layer_rates, readiness, tasks
from engine.errors import UserError
from engine.plan import Plan
from engine.stage import Stage


def rate(stage: Stage, parameter: str, layers: int = 12) -> float:
    return stage.learning_rate * layer_rates.factor(stage, parameter, layers)


@pytest.mark.parametrize(
    ("decay", "layer", "expected"),
    [(0.95, 0, 1.138e-5), (0.95, 11, 2.0e-5), (0.95, 10, 1.9e-5), (0.90, 0, 6.276e-6), (0.85, 0, 3.347e-6)],
)
def test_lower_layers_learn_more_slowly(decay, layer, expected):
    stage = Stage(("imdb",), learning_rate=2e-5, layer_decay=decay)
    assert rate(stage, f"encoder.encoder.layer.{layer}.attention.self.query.weight") == pytest.approx(
        expected, rel=1e-3
    )


def test_embeddings_are_a_layer_below_the_lowest_or_at_the_full_rate():
    name = "encoder.embeddings.word_embeddings.weight"
    decayed = Stage(("imdb",), learning_rate=2e-5, layer_decay=0.95)
    full = Stage(("imdb",), learning_rate=2e-5, layer_decay=0.95, embeddings_rate="full")
    assert rate(decayed, name) == pytest.approx(2e-5 * 0.95**12) and rate(full, name) == 2e-5


@pytest.mark.parametrize("name", ["encoder.pooler.dense.weight", "heads.head-imdb.output.weight"])
def test_pooler_and_heads_have_the_full_rate(name):
    assert layer_rates.factor(Stage(("imdb",), layer_decay=0.5), name, 12) == 1.0


@pytest.mark.parametrize(
    ("name", "layer"),
    [
        ("encoder.encoder.layer.10.output.dense.bias", 10),  # BERT, RoBERTa
        ("encoder.transformer.layer.3.ffn.lin1.weight", 3),  # DistilBERT
        ("encoder.layers.21.mlp.Wo.weight", 21),  # ModernBERT
        ("encoder.embeddings.LayerNorm.weight", None),
        ("heads.head-layer.3.output.weight", None),
    ],
)
def test_layers_are_found_by_the_names_encoders_give_them(name, layer):
    assert layer_rates.layer_of(name) == layer


def test_groups_of_the_authors_early_script():
    stage = Stage(("imdb",), rate_groups="0-3: 0.4, 8-11: 2.6")
    found = [layer_rates.factor(stage, f"encoder.encoder.layer.{k}.x", 12) for k in (0, 3, 4, 7, 8, 11)]
    assert found == [0.4, 0.4, 1.0, 1.0, 2.6, 2.6]


@pytest.mark.parametrize("text", ["a", "3-1: 2", "0-3: 0", "0-3: 1, 3: 2", "0-3", "0-3: 1.2.3", "0-3: ."])
def test_groups_that_cannot_be(text):
    with pytest.raises(UserError):
        layer_rates.groups(text)
    with pytest.raises(UserError) as refused:
        Plan.from_json({"stages": [{"tasks": ["cola"], "rate_groups": text}]})
    assert [p.field for p in refused.value.problems] == ["stages.1.rate_groups"]


def test_layers_that_the_encoder_has_not_are_said_before_anything_is_launched():
    plan = Plan.from_json(
        {"encoder": "minilm", "stages": [{"tasks": ["mini-cola"], "rate_groups": "0-3: 0.4, 4-6: 2"}]}
    )
    (problem,) = readiness.obstacles(plan, tasks.availability(None, plan.tasks))
    assert str(problem) == ("stages.1.rate_groups: names layer 6, but this encoder has layers 0 to 5, the lowest first")
    assert layer_rates.beyond("0-3: 0.4, 4-5: 2", 6) is layer_rates.beyond("", 6) is None


def test_a_decay_above_one_is_refused_with_the_reason():
    with pytest.raises(UserError, match="must be at most 1, got 1.05: .* summaries that say a factor above 1 decays"):
        Plan.from_json({"stages": [{"tasks": ["cola"], "layer_decay": 1.05}]})
