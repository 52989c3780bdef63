"""An encoder as a model needs it: the same one as in training, and its vectors by topic."""

import os
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from annotation.errors import ConfigError, ModelError, NewsstanceError
from training.encoders.encoder import Encoder, open_encoder
from training.encoders.known_encoders import known_by_digest
from training.encoders.pooling import Vectors32
from training.masking.passages import Passage


class PassageVectors(NamedTuple):
    """Which encoder turns passages into vectors, and which vectors.

    A model stores its encoder's digest and where the encoder was (in the user's home as `~` and the path from there),
    so that it is found again on this machine; it never stores the encoder's weights. The environment variable
    NEWSSTANCE_ENCODER names the encoder where it is elsewhere.
    """

    setting: str  # a folder, a file or an installed package
    digest: str  # empty: any encoder will do
    about_target: bool
    topics: tuple[str, ...]
    trusted: bool = True  # whether the model may name a folder: the graph of the encoder in it is run

    def open(self) -> Encoder:
        """Open the encoder with that digest, by the model's setting or NEWSSTANCE_ENCODER, or among those downloaded.

        Raises ConfigError if there is no such encoder, and ModelError if it is another one.
        """
        from_environment = os.environ.get("NEWSSTANCE_ENCODER") if self.digest else None  # training names its encoder
        try:
            return open_encoder(self.setting, self.digest, installed=not self.trusted)
        except (ConfigError, ModelError) as error:
            known_encoder = known_by_digest(self.digest)
            if not from_environment and known_encoder and known_encoder.is_here:
                return open_encoder(known_encoder.name, self.digest, installed=True)
            if not from_environment:
                raise self._with_advice(error) from error
        return open_encoder(from_environment, self.digest)

    def _with_advice(self, error: NewsstanceError) -> NewsstanceError:
        if not self.digest or isinstance(error, ModelError):
            return error
        if known_encoder := known_by_digest(self.digest):
            return ConfigError(
                f"the model was trained with the encoder {known_encoder.name}, which is not on this machine: type "
                f"newsstance encoders get {known_encoder.name} ({known_encoder.bytes / 1e6:.0f} MB)"
            )
        return ConfigError(f"{error}; if the model's encoder is elsewhere now, name it in NEWSSTANCE_ENCODER")

    def vectors(self, passages: Sequence[Passage]) -> Vectors32:
        """Give the vectors, one row per passage: the encoder's columns, then each topic's own columns."""
        encoder = self.open()
        vectors = encoder.vectors(passages, about_target=self.about_target)
        return self._with_topics(passages, vectors, encoder) if self.topics else vectors

    def _with_topics(self, passages: Sequence[Passage], vectors: Vectors32, encoder: Encoder) -> Vectors32:
        """Add each topic's own columns: whether it is the passage's topic, and if so the sentence's vector again."""
        bands = vectors[:, : encoder.bands * encoder.dimensions].reshape(len(vectors), encoder.bands, -1)
        sentence = bands.mean(axis=1)
        passage_topics = np.array([passage.target_name for passage in passages], dtype=object)
        indicators = [(passage_topics == topic).astype(np.float32)[:, None] for topic in self.topics]
        return np.hstack([vectors, *indicators, *(indicator * sentence for indicator in indicators)])
