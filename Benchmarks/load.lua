-- wrk's part of a row: goes round the targets in the file $TARGETS with the method $METHOD, the body in the file $BODY and the
-- header Range: $RANGE, if they are set. With $ONCE set it asks for each target once, to fill a store, and then ends.
--
-- wrk divides the requests that ended by the time it ran; a large body that is cut off at the end of the time counts as nothing.
-- So the time is taken here: from the first request to the last one that an answer made room for.

local ffi = require("ffi")
ffi.cdef [[
  typedef struct { long seconds; long nanoseconds; } moment;
  int clock_gettime(int clock, moment *now);
]]
local MONOTONIC = 1
local here = ffi.new("moment")

local function now()
  ffi.C.clock_gettime(MONOTONIC, here)
  return tonumber(here.seconds) + tonumber(here.nanoseconds) / 1e9
end

local function contents(path)
  local file = assert(io.open(path, "rb"))
  local text = file:read("*a")
  file:close()
  return text
end

local requests = {}
-- Globals, for `done` lives in another Lua state and can only ask for those. wrk asks for one request beforehand, to look at it.
asked, first, last = -1, 0, 0

-- All requests are made before the time begins.
function init()
  local body = os.getenv("BODY") and contents(os.getenv("BODY"))
  local headers = { ["Range"] = os.getenv("RANGE") }
  for target in io.lines(os.getenv("TARGETS")) do
    requests[#requests + 1] = wrk.format(os.getenv("METHOD"), target, headers, body)
  end
end

function request()
  asked = asked + 1
  if asked > 0 then
    last = now()
    if asked == 1 then first = last end
  end
  return requests[math.max(asked - 1, 0) % #requests + 1]
end

if os.getenv("ONCE") then
  local answered, refused = 0, 0
  -- A connection for which no target is left waits, and longer than the rest will take.
  function delay()
    return asked < #requests and 0 or 3600 * 1000
  end
  function response(status)
    answered = answered + 1
    if status >= 300 then refused = refused + 1 end
    if answered == #requests then
      print("FILLED " .. refused)
      io.stdout:flush()
      -- wrk itself would wait for the end of its time.
      os.exit(0)
    end
  end
end

local threads = {}
function setup(thread)
  threads[#threads + 1] = thread
end

function done(summary, latency)
  local one, errors = threads[1], summary.errors
  print(string.format(
    "RESULT %d %.6f %d %d %d %d %d %d", one:get("asked"), one:get("last") - one:get("first"), summary.requests, summary.bytes,
    latency:percentile(50), latency:percentile(99), errors.status, errors.connect + errors.read + errors.write + errors.timeout))
end
