#!/usr/bin/env python3
"""Holds small models of the BERT family against sentence-transformers: within 1e-5 a coordinate.

    oracle_family.py --program build/release/bin/oracle_embed [--group NAME]

The models are real folders with random weights, in many shapes and with every form of file that a
published model comes with. Each group of them prints its largest difference on each instruction
set of this machine. Exit code 1 when a vector is off, or when a folder is not understood.
"""

import argparse
import itertools
import json
import os
import pathlib
import random
import struct
import subprocess
import sys
import tempfile

BOUND = 1e-5
SEED = 20261121
ISAS = ("avx512", "avx2", "scalar")
LACKS_ISA = 3
LETTERS = "abcdefghijklmnopqrstuvwxyz"
WORDS = ("city of birth date name country code order number price total customer address street "
         "first last phone mail product category amount value key year month day time zone "
         "state status type size weight color find passage query the is a in to ete").split()
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
VOCABULARY = list(dict.fromkeys(
    SPECIAL + list(LETTERS) + list(LETTERS.upper()) + list("0123456789:,.;-_/\u00e9\u00c9\u6771")
    + [f"##{c}" for c in LETTERS + LETTERS.upper() + "0123456789\u00e9"] + WORDS
    + [word.title() for word in WORDS] + ["##ing", "##s", "##er"]))
EDGES = ["", " ", "a", "City of Birth", "\u00e9t\u00e9 \u00c9T\u00c9 e\u0301te\u0301",
         "\u6771\u4eac", "[SEP] city", "CITY_CODE", "ordering numbers: 12,50", "\U0001f600"]


def text_of(rng, tokens):
    """A text of so many tokens, without [CLS] and [SEP]."""
    return " ".join(rng.choice(WORDS) for _ in range(tokens))


class Case:
    """One model: its network, its files, and how its texts are embedded."""

    def __init__(self, group, *, hidden=48, heads=4, layers=2, inner=0, positions=128,
                 epsilon=1e-12, pooling="mean", normalize=True, include_prompt=True, old=True,
                 prompts=None, default_prompt=None, role="plain", prompt=None, length=128,
                 tokenizer=None, sentence=None, files=("vocab.txt", "tokenizer.json"),
                 dtype="float32", prefix="", modules=True, texts=None, json_tokenizer=None):
        self.__dict__.update({key: value for key, value in locals().items() if key != "self"})
        self.inner = inner or 4 * hidden
        rng = random.Random(SEED)
        self.texts = texts or EDGES + [text_of(rng, n)
                                       for n in (2, 3, 7, 15, 33, 64, 100, 126, 200)]

    def name(self):
        return f"{self.group}: hidden {self.hidden}, heads {self.heads}, layers {self.layers}"


def cases():
    """Every model that is made."""
    for hidden in (8, 24, 40, 56, 72, 104, 200, 264, 392, 520, 776, 1000, 1024):
        yield Case("hidden size", hidden=hidden, heads=2, layers=1 + (hidden < 300))
    for size in (1, 3, 5, 7, 9, 11, 13, 17, 23, 31, 33, 47, 63, 65, 97, 127):
        yield Case("head size", hidden=8 * size, heads=8, layers=1)
    for size in (8, 40, 120, 128):
        yield Case("head size", hidden=size, heads=1, layers=1)
    for inner in (1, 7, 100, 513):
        yield Case("inner size", inner=inner)
    for layers in (1, 3, 6, 9, 12):
        yield Case("layers", layers=layers, epsilon=1e-12 if layers % 2 else 1e-5)
    for pooling, normalize, old in itertools.product(("mean", "cls"), (True, False), (True, False)):
        yield Case("pooling", pooling=pooling, normalize=normalize, old=old)
    both = {"query": "find the city: ", "passage": "passage: "}
    for pooling, include in itertools.product(("mean", "cls"), (True, False)):
        for role in ("plain", "query"):
            yield Case("prompts", pooling=pooling, include_prompt=include, prompts=both, role=role,
                       default_prompt="passage")
        yield Case("prompts", include_prompt=include, pooling=pooling, prompts={"document": "is: "},
                   role="passage")
        for prompt in ("query: ", "order", "", text_of(random.Random(SEED), 150)):
            yield Case("prompts", include_prompt=include, pooling=pooling, prompt=prompt)
    cased = {"do_lower_case": False}
    lowered = {"do_lower_case": True}
    for files in (("vocab.txt",), ("tokenizer.json",), ("vocab.txt", "tokenizer.json")):
        yield Case("tokenizer", tokenizer=cased, files=files)
        yield Case("tokenizer", tokenizer=cased, files=files, sentence=lowered)
        yield Case("tokenizer", tokenizer={"strip_accents": False}, files=files, sentence=lowered)
        yield Case("tokenizer", tokenizer={"do_lower_case": False, "strip_accents": True},
                   files=files, sentence=lowered)
        yield Case("tokenizer", tokenizer={"tokenize_chinese_chars": False}, files=files)
    yield Case("tokenizer", tokenizer=lowered, json_tokenizer=cased)
    yield Case("tokenizer", tokenizer=cased, json_tokenizer=lowered)
    rng = random.Random(SEED)
    for pooling in ("mean", "cls"):
        yield Case("every length", hidden=40, heads=5, layers=1, positions=512, length=512,
                   pooling=pooling, texts=[text_of(rng, n) for n in range(0, 540)])
    for length in (2, 3, 17, 128):
        yield Case("length limit", length=length)
    yield Case("length limit", length=None, tokenizer={"model_max_length": 30})
    yield Case("length limit", length=None, tokenizer={"model_max_length": int(1e30)})
    yield Case("length limit", length=20, tokenizer={"model_max_length": 40})
    yield Case("length limit", modules=False, normalize=False, tokenizer={"model_max_length": 40})
    yield Case("files", modules=False, normalize=False)
    yield Case("files", prefix="bert.")
    for dtype in ("float16", "bfloat16"):
        yield Case("files", dtype=dtype)
        yield Case("files", dtype=dtype, hidden=392, heads=8, pooling="cls")


def write_json(path, value):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value), encoding="utf-8")


def write_network(case, folder, torch, transformers):
    """config.json and model.safetensors with weights large enough that every part matters."""
    config = transformers.BertConfig(
        vocab_size=len(VOCABULARY), hidden_size=case.hidden, num_hidden_layers=case.layers,
        num_attention_heads=case.heads, intermediate_size=case.inner,
        max_position_embeddings=case.positions, layer_norm_eps=case.epsilon)
    torch.manual_seed(SEED)
    model = transformers.BertModel(config)
    with torch.no_grad():
        for name, weight in model.named_parameters():
            width = 1 / weight.shape[-1] ** 0.5 if weight.dim() == 2 else 0.2
            weight.normal_(0, 0.5 if "embeddings" in name and weight.dim() == 2 else width)
            if name.endswith("LayerNorm.weight"):
                weight.add_(1)
    if case.prefix:
        whole = transformers.BertForMaskedLM(config)
        whole.bert.load_state_dict(model.state_dict(), strict=False)
        model = whole
    model.to(getattr(torch, case.dtype)).save_pretrained(folder)


def write_tokenizer(case, folder, transformers):
    tokens = "".join(f"{token}\n" for token in VOCABULARY)
    if "tokenizer.json" in case.files:
        switches = case.json_tokenizer or case.tokenizer or {}
        ids = {token: index for index, token in enumerate(VOCABULARY)}
        transformers.BertTokenizer(vocab=ids, **switches).save_pretrained(folder)
    if "vocab.txt" in case.files:
        (folder / "vocab.txt").write_text(tokens, encoding="utf-8")
    write_json(folder / "tokenizer_config.json",
               {"tokenizer_class": "BertTokenizer", **(case.tokenizer or {})})


def write_modules(case, folder):
    """The files around the network, as older or newer versions of the library write them."""
    types = (("models.Transformer", "models.Pooling", "models.Normalize") if case.old else
             ("base.modules.transformer.Transformer",
              "sentence_transformer.modules.pooling.Pooling",
              "base.modules.normalize.Normalize"))
    places = ("", "1_Pooling", "2_Normalize")[:2 + case.normalize]
    write_json(folder / "modules.json", [
        {"idx": index, "name": str(index), "path": place,
         "type": f"sentence_transformers.{types[index]}"} for index, place in enumerate(places)])
    mode = ({f"pooling_mode_{name}": name.startswith(case.pooling)
             for name in ("cls_token", "mean_tokens", "max_tokens")}
            if case.old else {"pooling_mode": case.pooling})
    dimension = "word_embedding_dimension" if case.old else "embedding_dimension"
    write_json(folder / "1_Pooling/config.json",
               {dimension: case.hidden, "include_prompt": case.include_prompt, **mode})
    if case.normalize and not case.old:
        write_json(folder / "2_Normalize/config.json", {"module_input_name": "sentence_embedding"})
    length = {"max_seq_length": case.length} if case.length or case.old else {}
    write_json(folder / "sentence_bert_config.json", {**length, **(case.sentence or {})})
    write_json(folder / "config_sentence_transformers.json",
               {"prompts": case.prompts or {}, "default_prompt_name": case.default_prompt})


def reference(case, folder, torch, library):
    """The vectors of sentence-transformers, in double precision so that they are the true ones."""
    model = library.SentenceTransformer(str(folder), device="cpu", local_files_only=True,
                                        model_kwargs={"dtype": torch.float64})
    encode = {"plain": model.encode, "query": model.encode_query,
              "passage": model.encode_document}[case.role]
    return encode(case.texts, prompt=case.prompt, show_progress_bar=False)


def ours(program, case, folder, isa):
    """Our vectors, or None where this machine lacks the instruction set."""
    import numpy as np
    framed = b"".join(struct.pack("<I", len(t)) + t for t in (t.encode() for t in case.texts))
    how = [case.role] + ([case.prompt] if case.prompt is not None else [])
    done = subprocess.run([program, folder, "2", "f32", *how], input=framed, check=False,
                          stdout=subprocess.PIPE, env={**os.environ, "COGNATE_ISA": isa})
    if done.returncode == LACKS_ISA:
        return None
    if done.returncode != 0:
        sys.exit(f"{case.name()}: {program} failed with exit code {done.returncode}")
    return np.frombuffer(done.stdout, np.float32).reshape(len(case.texts), case.hidden)


def check(case, folder, program, libraries, worst):
    """Makes the folder and holds it; what failed, in words."""
    torch, transformers, library = libraries
    folder.mkdir(parents=True)
    write_network(case, folder, torch, transformers)
    write_tokenizer(case, folder, transformers)
    if case.modules:
        write_modules(case, folder)
    want = reference(case, folder, torch, library)
    failed = []
    for isa in ISAS:
        got = ours(program, case, folder, isa)
        if got is None:
            continue
        differences = abs(got - want).max(axis=1)
        largest = float(differences.max())
        row = worst.setdefault(case.group, {}).setdefault(isa, [0, 0, 0.0])
        row[0] += 1
        row[1] += len(case.texts)
        row[2] = max(row[2], largest)
        if not largest <= BOUND:
            text = case.texts[int(differences.argmax())]
            failed.append(f"{case.name()}, {isa}, {folder}: {largest:.2e} at {text[:50]!r}")
    return failed


def show(group, row):
    """One line: how many models and texts, and the largest difference on each instruction set."""
    largest = ", ".join(f"{isa} {difference:.1e}" for isa, (_, _, difference) in row.items())
    models, texts, _ = next(iter(row.values()))
    print(f"family, {group}: {models} models, {texts} texts, largest difference {largest}",
          flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--program", required=True)
    parser.add_argument("--keep", help="leave the model folders here, a new folder")
    parser.add_argument("--group", help="only this group of models")
    options = parser.parse_args()
    import sentence_transformers
    import torch
    import transformers
    transformers.utils.logging.set_verbosity_error()
    transformers.utils.logging.disable_progress_bar()
    worst, failed = {}, []
    libraries = (torch, transformers, sentence_transformers)
    with tempfile.TemporaryDirectory(prefix="cognate_family_") as scratch:
        numbered = enumerate(case for case in cases() if options.group in (None, case.group))
        for group, members in itertools.groupby(numbered, key=lambda pair: pair[1].group):
            for index, case in members:
                folder = pathlib.Path(options.keep or scratch) / f"{index:03}"
                found = check(case, folder, options.program, libraries, worst)
                print(*found, sep="\n", end="\n" if found else "", flush=True)
                failed += found
            show(group, worst[group])
    absent = [isa for isa in ISAS if not any(isa in row for row in worst.values())]
    if absent:
        print(f"family: NOT RUN on {', '.join(absent)}: this processor lacks it")
    print(f"family: {len(failed)} FAILED" if failed else "family: every bound held")
    sys.exit(1 if failed or not worst else 0)


if __name__ == "__main__":
    main()
