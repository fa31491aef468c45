-- Written by flowc from the flow Collect. Change the flow, not this file.
-- What conditions of the dialplan can't say. Values are read with getVariable, never expanded.

local api = freeswitch.API()

-- Secrets are kept in global variables named after the call: events, records and the log show what a
-- channel's variables hold, but never these. They are gone when the call ends.
local secrets = {
  ["flow_pin"] = true,
}
local working = {"flowc_key", "flowc_keys", "flowc_value"}

local function kept_as(name)
  return "flowc_secret_" .. session:getVariable("uuid") .. "_" .. name
end

local function keep(name, value)
  freeswitch.setGlobalVariable(kept_as(name), value)
end

local function kept(name)
  return freeswitch.getGlobalVariable(kept_as(name)) or ""
end

local function text(name)
  return secrets[name] and kept(name) or session:getVariable(name) or ""
end

local function number(name)
  return tonumber(text(name)) or 0
end

local function assign(name, value)
  if type(value) == "number" then
    value = string.format("%d", value)
  end
  if secrets[name] then
    return keep(name, value)
  end
  session:setVariable(name, value)
end

local function judge(key, holds)
  assign("flowc_is_" .. key, holds and "y" or "n")
end

-- an event of the trace, with the variables that hold its values
local function trace(what, field, value, ...)
  local event = freeswitch.Event("CUSTOM", "flowc::trace")
  event:addHeader("Unique-ID", text("uuid"))
  event:addHeader("flowc", what)
  event:addHeader(what .. "-" .. field, value)
  for _, name in ipairs({...}) do
    event:addHeader("variable_" .. name, session:getVariable(name) or "")
  end
  return event
end

-- what collect accepts: functions from keys to their value, "" where they are refused

local function is_date(year, month, day)
  local days = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}
  if year % 4 == 0 and (year % 100 ~= 0 or year % 400 == 0) then
    days[2] = 29
  end
  return year >= 1 and month >= 1 and month <= 12 and day >= 1 and day <= days[month]
end

local function accept_range(low, high)
  return function(keys)
    local value = keys:match("^0*(%d+)$")
    local fits = value and #value <= 15 and tonumber(value) >= low and tonumber(value) <= high
    return fits and value or ""
  end
end

local function accept_luhn(keys)
  local sum = 0
  for n = 1, #keys do
    local digit = tonumber(keys:sub(-n, -n)) or 0
    if n % 2 == 0 then
      digit = digit * 2
      digit = digit > 9 and digit - 9 or digit
    end
    sum = sum + digit
  end
  return sum % 10 == 0 and keys or ""
end

local function accept_date(keys)
  local year, month, day = keys:match("^(%d%d%d%d)(%d%d)(%d%d)$")
  local exists = year and is_date(tonumber(year), tonumber(month), tonumber(day))
  return exists and year .. "-" .. month .. "-" .. day or ""
end

local function accept_all(keys)
  return keys
end

-- secret keys: Lua reads them itself, so that no variable, no event and no line of the log has them

local function hear(wait, sound)
  local key = session:read(1, 1, sound, tonumber(wait), "none")
  keep("flowc_key", key)
  assign("flowc_keys", "")
  assign("flowc_cut", key ~= "" and "yes" or "no")
end

-- of a menu, which had to look at them to choose
local function hide()
  keep("flowc_keys", session:getVariable("flowc_keys"))
  assign("flowc_keys", "")
  assign("flowc_key", "")
end

local function secret(of)
  local function heard(what)
    assign("flowc_heard", what)
  end
  local function other(key)
    heard(of.escapes:find(key, 1, true) and "key " .. key or "no-match")
  end
  local keys, ended = kept("flowc_key"), ""
  keep("flowc_key", nil)
  if keys == "" or keys == of.finish then
    return heard("no-input")
  elseif not keys:match("%d") then
    return other(keys)
  end
  if of.maximum > 1 then
    assign("read_terminator_used", "")
    keys = keys .. session:read(1, of.maximum - 1, "silence", of.between, "*#", of.between)
    ended = text("read_terminator_used")
  end
  if ended ~= "" and ended ~= of.finish then
    return other(ended)
  end
  local value = of.accept(keys)
  if value == "" or #keys < of.minimum then
    return heard("no-match")
  end
  keep("flowc_value", of.number and value:match("^0*(%d+)$") or value)
  heard("value")
end

-- values in prompts

local function digits(value)
  local files = {}
  for digit in value:gmatch("%d") do
    files[#files + 1] = "digits/" .. digit
  end
  return files
end

local function say(ending, texts)
  local language = text("flowc_language")
  local sounds = text("sounds_dir") .. "/flowc"
  local folder = sounds .. "/" .. language .. "/"
  local files = {}
  for _, piece in ipairs(texts[language] or {}) do
    if type(piece) == "string" then
      files[#files + 1] = folder .. piece .. ending
    else
      for _, file in ipairs(piece) do
        files[#files + 1] = folder .. file .. ending
      end
    end
  end
  files[#files + 1] = "silence_stream://10"
  assign("flowc_said", "file_string://" .. table.concat(files, "!"))
end

-- messages

local function deliver()
  local file = text("flowc_message")
  if file == "" then
    return
  end
  local number = text("flowc_caller_number")
  local box = text("flowc_mailbox") .. "@" .. text("flowc_mailbox_domain")
  api:execute("voicemail_inject", box .. " " .. file .. " " .. (number == "" and "0" or number))
  os.remove(file)
  assign("flowc_message", "")
  trace("message", "mailbox", text("flowc_mailbox"), "record_seconds"):fire()
end

-- the end of a call, however it ends

local function hangup()
  deliver()
  for name in pairs(secrets) do
    keep(name, nil)
  end
  for _, name in ipairs(working) do
    keep(name, nil)
  end
  local by, cause = text("flowc_end_by"), text("flowc_end_cause")
  local ending = trace("end", "by", by ~= "" and by or "caller")
  ending:addHeader("end-cause", by ~= "" and cause or "hangup")
  ending:fire()
end

-- by the name that the dialplan gives

local entries = {
  -- collect.flow:18
  ["ask-1"] = function()
    say(
      ".wav",
      {
        ["en"] = {"account_is--1", digits(text("flow_account--new"))},
      }
    )
  end,
  -- collect.flow:22
  ["ask-2"] = function()
    assign("flowc_value", accept_range(10, 250)(text("flowc_keys")))
  end,
  -- collect.flow:24
  ["ask-3"] = function()
    assign("flowc_value", accept_luhn(text("flowc_keys")))
  end,
  -- collect.flow:26
  ["ask-4"] = function()
    assign("flowc_value", accept_date(text("flowc_keys")))
  end,
  -- collect.flow:31
  ["door-1"] = function()
    secret({
      minimum = 4, maximum = 4, between = 3000,
      finish = "#", escapes = "", number = false,
      accept = accept_all,
    })
  end,
  -- collect.flow:31
  ["door-2"] = function()
    assign("flow_pin", text("flowc_value"))
  end,
  -- collect.flow:31
  ["door-3"] = function()
    assign("flow_pin", kept("flowc_value"))
    keep("flowc_value", nil)
  end,
  -- collect.flow:37
  ["door-4"] = function()
    judge("door-4", text("flow_pin") == "4711")
  end,
  hear = function() hear(argv[2], table.concat(argv, " ", 3)) end,
  hide = hide,
  hangup = hangup,
}

entries[argv[1]]()
