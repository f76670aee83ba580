"""What users of the `openai` package do, against the server whose address is the argument."""

import asyncio
import math
import sys

import openai

MODEL = "all-MiniLM-L6-v2"


def check(condition, what):
    if not condition:
        sys.exit(f"not so: {what}")


def raises(kind, call, what):
    try:
        call()
    except kind as error:
        check(error.body is None or "message" in error.body, f"{what}: a body with a message")
        return error
    sys.exit(f"not raised: {what}")


def texts(client):
    one = client.embeddings.create(model=MODEL, input="date of birth")
    check(len(one.data) == 1 and len(one.data[0].embedding) == 384, "one vector")
    check(abs(math.hypot(*one.data[0].embedding) - 1) < 1e-5, "of length one")
    check(one.usage.prompt_tokens == 5 and one.model == MODEL, "usage and model")
    many = client.embeddings.create(model=MODEL, input=["a", "date of birth"])
    check([row.index for row in many.data] == [0, 1], "in order")
    check(many.data[1].embedding == one.data[0].embedding, "the same bits")
    plain = client.embeddings.create(model=MODEL, input="date of birth", encoding_format="float")
    check(all(abs(a - b) < 1e-7 for a, b in zip(plain.data[0].embedding, one.data[0].embedding)),
          "floats are what base64 holds")
    coded = client.embeddings.create(model=MODEL, input="a", encoding_format="base64")
    check(isinstance(coded.data[0].embedding, str), "base64 is handed through")
    cut = client.embeddings.create(model=MODEL, input="a", dimensions=16, user="u",
                                   extra_body={"input_type": "query"})
    check(len(cut.data[0].embedding) == 16, "dimensions")
    ids = client.embeddings.create(model=MODEL, input=[[7592], [7592]])
    check(len(ids.data) == 2, "token ids")


def models(client):
    check(MODEL in [model.id for model in client.models.list()], "models.list")
    check(client.models.retrieve("org/name").id == "org/name", "models.retrieve with a slash")


def errors(client):
    error = raises(openai.NotFoundError,
                   lambda: client.embeddings.create(model="gpt", input="a"), "an unknown model")
    check(error.code == "model_not_found" and error.param == "model", "code and param")
    check(error.request_id, "the request id")
    raises(openai.BadRequestError, lambda: client.embeddings.create(model=MODEL, input=""), "empty")
    raises(openai.BadRequestError,
           lambda: client.embeddings.create(model=MODEL, input="a", dimensions=9999), "too many")


async def at_once(address):
    async with openai.AsyncOpenAI(base_url=address + "/v1", api_key="sk-test") as client:
        answers = await asyncio.gather(*(
            client.embeddings.create(model=MODEL, input=f"text {i}") for i in range(50)))
        check(len({tuple(answer.data[0].embedding) for answer in answers}) == 50, "50 at once")


def main():
    client = openai.OpenAI(base_url=sys.argv[1] + "/v1", api_key="sk-test")
    texts(client)
    models(client)
    errors(client)
    asyncio.run(at_once(sys.argv[1]))


if __name__ == "__main__":
    main()
