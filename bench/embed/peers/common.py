"""What the peers share: tokens, batches sorted by length, pooling."""

import json
import pathlib
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from tokenizers import Tokenizer


def read_safetensors(path):
    raw = path.read_bytes()
    size = int.from_bytes(raw[:8], "little")
    tensors = {}
    for name, entry in json.loads(raw[8 : 8 + size]).items():
        if name != "__metadata__" and entry["dtype"] == "F32":
            begin, end = (8 + size + offset for offset in entry["data_offsets"])
            tensors[name] = np.frombuffer(raw[begin:end], np.float32).reshape(entry["shape"])
    return tensors


def open_tokenizer(folder):
    tokenizer = Tokenizer.from_file(str(pathlib.Path(folder) / "tokenizer.json"))
    tokenizer.no_padding()
    limits = json.loads((pathlib.Path(folder) / "sentence_bert_config.json").read_text())
    tokenizer.enable_truncation(limits["max_seq_length"])
    return tokenizer


def padded(members):
    """Token lists of one batch as a matrix, and the mask of what is no padding."""
    tokens = np.zeros((len(members), max(map(len, members))), np.int64)
    mask = np.zeros_like(tokens)
    for row, ids in enumerate(members):
        tokens[row, : len(ids)] = ids
        mask[row, : len(ids)] = 1
    return tokens, mask


def pooled(hidden, lengths):
    """Mean over the tokens of each row, then length 1."""
    if min(lengths) == hidden.shape[1]:
        sums = hidden.sum(1)
    else:
        mask = np.arange(hidden.shape[1])[None, :] < np.asarray(lengths)[:, None]
        sums = np.einsum("btd,bt->bd", hidden, mask.astype(np.float32))
    return sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-12)


class Batcher:
    """Encodes texts batch by batch, the longest first. Each of `workers` is a function from token
    lists to hidden states [batch, length, width]; several run side by side, each on a batch of its
    own."""

    def __init__(self, tokenizer, workers):
        self.tokenizer, self.workers = tokenizer, workers
        self.threads = ThreadPoolExecutor(len(workers)) if len(workers) > 1 else None

    def encode(self, texts, batch_size):
        ids = [encoding.ids for encoding in self.tokenizer.encode_batch_fast(texts)]
        order = sorted(range(len(ids)), key=lambda i: len(ids[i]), reverse=True)
        todo = iter([order[at : at + batch_size] for at in range(0, len(order), batch_size)])

        def work(worker):
            parts = []
            for members in todo:
                tokens = [ids[i] for i in members]
                parts.append((members, pooled(worker(tokens), [len(t) for t in tokens])))
            return parts

        done = self.threads.map(work, self.workers) if self.threads else [work(self.workers[0])]
        vectors = None
        for members, rows in (part for parts in done for part in parts):
            if vectors is None:
                vectors = np.empty((len(texts), rows.shape[1]), np.float32)
            vectors[members] = rows
        return vectors
