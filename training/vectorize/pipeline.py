"""The features as steps of a scikit-learn pipeline, for training."""

from typing import Any

from sklearn.pipeline import FeatureUnion, Pipeline
from sklearn.preprocessing import FunctionTransformer

from training.features.ngrams import character_features
from training.features.registry import FeatureKind, FeatureSelection, feature_kinds
from training.syntax.tokens import make_documents
from training.vectorize.transformers import CharacterCounter, TermCounter, TermWeigher


def feature_steps(selection: FeatureSelection, min_df: int) -> Pipeline:
    """Make the unfitted steps that turn passages into a matrix of weighed counts, shape (passages, terms).

    `min_df` is the number of documents that a term must be in; for characters, the number of different words.
    """
    blocks = [
        (name, Pipeline([("count", _counter(kind, min_df)), ("weigh", TermWeigher(kind.weight, kind.use_idf))]))
        for name, kind in feature_kinds(selection).items()
    ]
    return Pipeline([("documents", FunctionTransformer(make_documents)), ("blocks", FeatureUnion(blocks))])


def _counter(kind: FeatureKind, min_df: int) -> Any:  # noqa: ANN401 - a transformer of scikit-learn
    return CharacterCounter(min_df) if kind.analyzer is character_features else TermCounter(kind.analyzer, min_df)
