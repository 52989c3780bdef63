"""The features as steps of a scikit-learn pipeline, for learning."""

from typing import Any

from sklearn.pipeline import FeatureUnion, Pipeline
from sklearn.preprocessing import FunctionTransformer

from training.features.ngrams import character_features
from training.features.registry import FeatureKind, FeatureSelection, feature_kinds
from training.syntax.tokens import make_documents
from training.vectorize.transformers import CharacterCounter, TermCounter, TermWeigher


def feature_steps(wanted: FeatureSelection, min_df: int) -> Pipeline:
    """Make the steps that turn passages into numbers; nothing is learned yet."""
    blocks = [
        (name, Pipeline([("count", _counter(kind, min_df)), ("weigh", TermWeigher(kind.weight, kind.rare))]))
        for name, kind in feature_kinds(wanted).items()
    ]
    return Pipeline([("documents", FunctionTransformer(make_documents)), ("blocks", FeatureUnion(blocks))])


def _counter(kind: FeatureKind, min_df: int) -> Any:  # noqa: ANN401 - a transformer of scikit-learn
    return CharacterCounter(min_df) if kind.analyzer is character_features else TermCounter(kind.analyzer, min_df)
