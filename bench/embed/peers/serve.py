"""A peer of bench_embed, driven line by line: JSON in, JSON out.

    python serve.py ENGINE PRECISION MODEL_FOLDER PREPARED_FOLDER THREADS

first   {text}: opens the engine and encodes the text; answers {}
tune    {texts}: looks for the fastest setting on a part of the texts of that file (one a line) and
        encodes all with it from now on; answers {setting}
run     encodes the texts; answers {seconds}
vectors {out}: encodes the texts and writes their vectors, raw float32; answers {}
latency {text, times, tune}: encodes the one text so many times, with the fastest setting when
        asked to look for it; answers {milliseconds, setting}
tokenize {out}: only the ids, on one thread, written one text a line; answers {seconds}

The first answer, before any question, is {engine, version}. End of input ends it.
"""

import importlib
import json
import os
import pathlib
import sys
import time

TUNING_REPEATS = 2
TUNING_BYTES = 15_000  # of the texts that settings are tried on
TUNING_TIMES = 60  # calls a setting, for one text


def timed(work):
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


class Server:
    def __init__(self, engine, precision, model, prepared, threads):
        self.engine = importlib.import_module(engine.replace("-", "_") + "_peer")
        self.variants = self.engine.VARIANTS[precision]
        self.model, self.folder = pathlib.Path(model), pathlib.Path(prepared) / engine
        self.count = int(threads)
        self.opened = {}
        self.texts, self.setting, self.short_setting = [], None, None

    def encoder(self, variant, workers, threads):
        key = (variant, workers, threads)
        if key not in self.opened:
            self.opened[key] = self.engine.open_encoder(self.model, self.folder, *key)
        return self.opened[key]

    def shapes(self, spread):
        """How the threads may be used: all for one batch, or (`spread`) one batch each."""
        shapes = {(1, self.count)}
        if spread and not getattr(self.engine, "ONE_WORKER", False):
            shapes.add((self.count, 1))
        return [(variant, *shape) for variant in self.usable() for shape in sorted(shapes)]

    def usable(self):
        """The variants that this processor runs; the first one must."""
        self.encoder(self.variants[0], 1, self.count)
        good = []
        for variant in self.variants:
            try:
                self.encoder(variant, 1, self.count)
                good.append(variant)
            except RuntimeError as problem:
                print(f"{variant} left out: {problem}")
        return good

    def first(self, ask):
        self.encoder(self.variants[0], 1, self.count)([ask["text"]], 1)
        return {}

    def tune(self, ask):
        self.texts = pathlib.Path(ask["texts"]).read_text(encoding="utf-8").split("\n")[:-1]
        sample = self.texts[:: max(1, sum(map(len, self.texts)) // TUNING_BYTES)]

        def cost(shape, batch):
            encode = self.encoder(*shape)
            encode(sample, batch)
            return min(timed(lambda: encode(sample, batch))[0] for _ in range(TUNING_REPEATS))

        batches = self.engine.BATCHES
        shape = min(self.shapes(True), key=lambda shape: cost(shape, batches[1]))
        self.setting = shape, min(batches, key=lambda batch: cost(shape, batch))
        (variant, workers, threads), batch = self.setting
        return {"setting": f"{variant}, {workers} x {threads} threads, batches of {batch}"}

    def encode(self):
        shape, batch = self.setting
        return self.encoder(*shape)(self.texts, batch)

    def run(self, ask):
        return {"seconds": timed(self.encode)[0]}

    def vectors(self, ask):
        self.encode().astype("float32").tofile(ask["out"])
        return {}

    def latency(self, ask):
        def times(shape, count):
            encode = self.encoder(*shape)
            return [1000 * timed(lambda: encode([ask["text"]], 1))[0] for _ in range(count)]

        if ask["tune"]:
            shapes = self.shapes(False) + [(variant, 1, 1) for variant in self.usable()]
            middle = {shape: sorted(times(shape, TUNING_TIMES))[TUNING_TIMES // 2]
                      for shape in dict.fromkeys(shapes)}
            self.short_setting = min(middle, key=middle.get)
        variant, _, threads = self.short_setting
        return {"milliseconds": times(self.short_setting, ask["times"]),
                "setting": f"{variant}, {threads} threads"}


class TokenizerServer(Server):
    """Hugging Face tokenizers alone."""

    def __init__(self, model):
        os.environ["TOKENIZERS_PARALLELISM"] = "false"
        import tokenizers
        from common import open_tokenizer

        self.engine = tokenizers
        self.tokenizer = open_tokenizer(model)

    def tune(self, ask):
        self.texts = pathlib.Path(ask["texts"]).read_text(encoding="utf-8").split("\n")[:-1]
        return {"setting": "one thread"}

    def tokenize(self, ask):
        seconds, found = timed(lambda: self.tokenizer.encode_batch_fast(self.texts))
        lines = (" ".join(map(str, encoding.ids)) for encoding in found)
        pathlib.Path(ask["out"]).write_text("\n".join(lines) + "\n")
        return {"seconds": seconds}


def main(engine, precision, model, prepared, threads):
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)  # what libraries print is no answer
    if engine == "tokenizers":
        server = TokenizerServer(model)
        version = server.engine.__version__
    else:
        server = Server(engine, precision, model, prepared, threads)
        version = server.engine.VERSION
    print(json.dumps({"engine": engine, "version": version}), file=answers)
    for line in sys.stdin:
        ask = json.loads(line)
        print(json.dumps(getattr(server, ask["do"])(ask)), file=answers)


if __name__ == "__main__":
    main(*sys.argv[1:])
