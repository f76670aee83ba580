"""CTranslate2: float32 and int8, from its own converter of BERT models."""

import ctranslate2
import numpy as np
from common import Batcher, open_tokenizer

VERSION = ctranslate2.__version__
VARIANTS = {"f32": ["float32"], "int8": ["int8"]}
BATCHES = (4, 8, 16, 32)


def prepare(model, folder):
    converter = ctranslate2.converters.TransformersConverter(str(model))
    for variant in ("float32", "int8"):
        converter.convert(str(folder / variant), quantization=variant, force=True)


def open_encoder(model, folder, variant, workers, threads):
    encoder = ctranslate2.Encoder(str(folder / variant), compute_type=variant,
                                  inter_threads=workers, intra_threads=threads)

    def run(members):
        return np.array(encoder.forward_batch(members).last_hidden_state)

    return Batcher(open_tokenizer(model), [run] * workers).encode
