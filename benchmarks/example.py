"""Label Studio's own scikit-learn example, as its ML backend ships it: the bare text, nothing about target or article.

Its settings are those of `label_studio_ml/examples/sklearn_text_classifier` (Apache-2.0): one to three words in a row,
single letters count, and weights that follow the data closely.
"""

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline


def example() -> Pipeline:
    """Give the example's pipeline; nothing is learned yet."""
    words = TfidfVectorizer(ngram_range=(1, 3), token_pattern=r"(?u)\b\w\w+\b|\w")  # noqa: S106 - no password
    return make_pipeline(words, LogisticRegression(C=10))
