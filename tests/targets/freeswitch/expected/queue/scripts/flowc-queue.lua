-- Written by flowc from the flow Desk. Change the flow, not this file.
-- What mod_callcenter has not: a limit, nobody to wait for, a step of the need that is told, a longest
-- wait that withdraws an offer; and the codes that agents dial.

local api = freeswitch.API()

-- by block: the module's queues for its kinds of caller, how many may wait, from how many seconds on
-- its next steps hold, the longest wait and where it leads
local queues = {
  ["support"] = {
    names = {"support-1@flowc", "support-2@flowc"},
    limit = 20,
    needs = {40},
    longest = 300,
    waited = "support-waited XML flowc-support",
  },
  ["sales"] = {
    names = {"sales@flowc"},
    needs = {},
    longest = 120,
    waited = "sales-waited XML flowc-sales",
  },
}

-- a priority counts for more than any wait
local stride = 1000000

local function ask(command)
  return api:execute("callcenter_config", command)
end

local function number(name)
  return tonumber(session:getVariable(name) or "") or 0
end

-- the scores of those who wait in any of the module's queues for this one; what callers are called
-- stands in the same lines, further ahead
local function scores(queue)
  local found = {}
  for _, name in ipairs(queue.names) do
    for line in ask("queue list members " .. name):gmatch("[^\n]+") do
      local state, score = line:match("|(%a+)|(-?%d+)$")
      if state == "Waiting" or state == "Trying" then
        found[#found + 1] = tonumber(score)
      end
    end
  end
  return found
end

local function at(seconds, uuid, turn, what)
  local call = "lua flowc-queue.lua " .. what .. " " .. uuid .. " " .. turn .. " &"
  api:execute("sched_api", string.format("+%d", seconds) .. " flowc-queue-" .. uuid .. " " .. call)
end

local function join(block)
  local queue, uuid = queues[block], session:getVariable("uuid")
  local function is(what)
    session:setVariable("flowc_queue_is", what)
  end
  -- a profile may take a caller's Call-ID for it
  if not uuid:match("^[%w_.@:-]+$") then
    return is("failed")
  end
  local waiting = scores(queue)
  if queue.limit and #waiting >= queue.limit then
    return is("full")
  end
  local open = ask("queue count agents " .. session:getVariable("flowc_queue_name") .. " Available")
  if (tonumber(open:match("^%d+")) or 0) == 0 then
    return is("no-agents")
  end
  local score, position = number("flowc_queue_priority") * stride, 1
  for _, other in ipairs(waiting) do
    position = position + (other >= score and 1 or 0)
  end
  local turn = string.format("%d", number("flowc_queue_turn") + 1)
  for name, value in pairs({
    flowc_queue_turn = turn,
    flowc_queue_position = string.format("%d", position),
    cc_base_score = string.format("%d", score),
    cc_cause = "",
    cc_cancel_reason = "",
    cc_exit_key = "",
    cc_agent_found = "",
  }) do
    session:setVariable(name, value)
  end
  for step, seconds in ipairs(queue.needs) do
    at(seconds, uuid, turn, "need " .. block .. " " .. step + 1)
  end
  at(queue.longest, uuid, turn, "leave " .. block .. " 0")
  is("joined")
end

-- the caller still waits, in the same visit of the queue
local function waits(uuid, turn)
  local function value(name)
    local found = api:execute("uuid_getvar", uuid .. " " .. name)
    return found == "_undef_" and "" or found
  end
  return value("flowc_queue_turn") == turn and value("cc_cause") == "" and value("cc_agent_found") ~= "true"
end

local function need(block, step, uuid, turn)
  if waits(uuid, turn) then
    local event = freeswitch.Event("CUSTOM", "flowc::trace")
    event:addHeader("Unique-ID", uuid)
    event:addHeader("flowc", "queue")
    event:addHeader("queue-queue", block)
    event:addHeader("queue-what", "need")
    event:addHeader("queue-why", step)
    event:fire()
  end
end

local function leave(block, _, uuid, turn)
  if waits(uuid, turn) then
    api:execute("uuid_transfer", uuid .. " " .. queues[block].waited)
  end
end

-- agents: the module knows one status, so whether one who is signed out is on a break is kept by mod_db

local function is_out(name)
  return ask("agent get status " .. name):match("^Logged Out") ~= nil
end

local function is_paused(name)
  return api:execute("db", "select/flowc-break/" .. name) == "yes"
end

-- to "in", "out", "pause" or "back"; of those who are rung all at once the module stops nobody's phone
local function move(name, to)
  local out = to == "out" or to ~= "in" and is_out(name)
  local paused = to == "pause" or to ~= "back" and is_paused(name)
  api:execute("db", "insert/flowc-break/" .. name .. "/" .. (paused and "yes" or "no"))
  local status = out and "Logged Out" or paused and "On Break" or "Available"
  ask("agent set status " .. name .. " '" .. status .. "'")
  if status ~= "Available" then
    api:execute("hupall", "ORIGINATOR_CANCEL flowc_rings " .. name)
  end
  return status == "Available"
end

-- what an agent dials; the break is turned on and off by one code
local function agent(name, code)
  local to = code == "break" and (is_paused(name) and "back" or "pause") or code
  local on, off = "%(200,50,600);%(300,0,900)", "%(200,50,900);%(300,0,600)"
  session:execute("playback", "tone_stream://" .. (move(name, to) and on or off))
end

local entries = {
  join = function() join(argv[2]) end,
  need = function() need(argv[2], argv[3], argv[4], argv[5]) end,
  leave = function() leave(argv[2], argv[3], argv[4], argv[5]) end,
  agent = function() agent(argv[2], argv[3]) end,
  move = function() move(argv[2], argv[3]) end,
}

entries[argv[1]]()
