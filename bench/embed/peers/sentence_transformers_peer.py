"""sentence-transformers on torch: the reference itself, float32."""

import sentence_transformers
import torch

VERSION = f"{sentence_transformers.__version__}, torch {torch.__version__.split('+')[0]}"
VARIANTS = {"f32": ["torch"]}
BATCHES = (8, 16, 32, 64)
ONE_WORKER = True  # torch has one pool of threads a process


def prepare(model, folder):
    pass


def open_encoder(model, folder, variant, workers, threads):
    torch.set_num_threads(threads)
    network = sentence_transformers.SentenceTransformer(str(model), device="cpu")

    def encode(texts, batch_size):
        torch.set_num_threads(threads)
        return network.encode(texts, batch_size=batch_size, normalize_embeddings=True,
                              show_progress_bar=False)

    return encode
