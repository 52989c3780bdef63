"""A model's card, written out, and a small model that version 0.1.0 of newsstance trained on eight sentences."""

from pathlib import Path

from annotation.codebook.codebook import Condition
from training.models.card import Card, QuestionCard

MODEL_OF_VERSION_0_1 = Path(__file__).parent / "model_of_version_0_1" / "view-1fb1263c"

VIEW = QuestionCard(
    name="view",
    labels=("pro", "con"),
    never=("both",),
    about_target=True,
    only_if=Condition("asked", ("yes",)),
    rows=3,
    articles=2,
    with_article=False,
    counts={"pro": 3, "con": 0},
    left_out={"both (not trained on)": 1},
    digest="d",
    temperature=1.25,
    threshold=None,
    accepted=None,
    folds=0,
    figures=None,
    strength=1.0,
    factors=(1.0,),
    topics=("Atheism",),
    strongest={"pro": ("good", "very good")},
    soft=2,
    why_no_figures="too few",
)


CARD = Card(
    questions=(VIEW,),
    codebook={"name": "b", "version": "2", "digest": "0123456789abcdef"},
    data={"source": "gold.csv", "rows": 4},
    seed=0,
    settings={"features": "1", "without": ["tone"], "see_outlet": False, "encoder": None},
    versions={"newsstance": "0.1", "scikit-learn": "1"},
    created="2026-01-01",
)
