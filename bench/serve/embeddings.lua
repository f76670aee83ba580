-- What wrk sends: one text again and again, or a new one each time (COGNATE_BENCH=uncached).
local uncached = os.getenv("COGNATE_BENCH") == "uncached"
local threads = 0
local count = 0
local place = 0

function setup(thread)
  thread:set("place", threads)
  threads = threads + 1
end

local function question(text)
  return wrk.format("POST", "/v1/embeddings", {["Content-Type"] = "application/json"},
    '{"model":"all-MiniLM-L6-v2","input":"' .. text .. '","encoding_format":"base64"}')
end

local always = nil
local salt = os.getenv("COGNATE_BENCH_SALT") or ""

function request()
  if uncached then
    count = count + 1
    return question("customer date of birth " .. salt .. " " .. place .. " " .. count)
  end
  always = always or question("customer date of birth")
  return always
end

function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format(
    "RESULT %d %d %d %.0f %.0f %.0f %.0f\n", summary.requests, summary.duration,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout,
    latency:percentile(50), latency:percentile(90), latency:percentile(99), latency.max))
end
