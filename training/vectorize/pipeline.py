"""The features as steps of a scikit-learn pipeline, for learning."""

from typing import Any

from sklearn.pipeline import FeatureUnion, Pipeline
from sklearn.preprocessing import FunctionTransformer

from training.features.ngrams import characters
from training.features.registry import FeatureKind, FeatureSelection, feature_kinds
from training.syntax.tokens import documents
from training.vectorize.transformers import Characters, Terms, Weigh


def feature_steps(wanted: FeatureSelection, min_df: int) -> Pipeline:
    """Make the steps that turn passages into numbers; nothing is learned yet."""
    blocks = [
        (name, Pipeline([("count", _counter(kind, min_df)), ("weigh", Weigh(kind.weight, kind.rare))]))
        for name, kind in feature_kinds(wanted).items()
    ]
    return Pipeline([("documents", FunctionTransformer(documents)), ("blocks", FeatureUnion(blocks))])


def _counter(kind: FeatureKind, min_df: int) -> Any:  # noqa: ANN401 - a transformer of scikit-learn
    return Characters(min_df) if kind.analyzer is characters else Terms(kind.analyzer, min_df)
