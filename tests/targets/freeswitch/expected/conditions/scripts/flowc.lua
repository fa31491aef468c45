-- Written by flowc from the flow Conditions. Change the flow, not this file.
-- What conditions of the dialplan can't say. Values are read with getVariable, never expanded.

local api = freeswitch.API()

local function text(name)
  return session:getVariable(name) or ""
end

local function number(name)
  return tonumber(text(name)) or 0
end

local function assign(name, value)
  if type(value) == "number" then
    value = string.format("%d", value)
  end
  session:setVariable(name, value)
end

-- a secret's way: setVariable writes what it sets to the log, uuid_setvar does not
local function keep(name, value)
  api:execute("uuid_setvar", text("uuid") .. " " .. name .. " " .. (value or ""))
end

local function judge(key, holds)
  assign("flowc_is_" .. key, holds and "y" or "n")
end

local function trace(what, field, value)
  local event = freeswitch.Event("CUSTOM", "flowc::trace")
  event:addHeader("Unique-ID", text("uuid"))
  event:addHeader("flowc", what)
  event:addHeader(field, value)
  for _, name in ipairs({"flowc_end_by", "flowc_end_cause"}) do
    event:addHeader("variable_" .. name, text(name))
  end
  if what == "set" or what == "record" then
    local name = what == "set" and "flow_" .. value or "flowc_record_" .. value
    event:addHeader("variable_" .. name, text(value == "language" and "flowc_language" or name))
  end
  event:fire()
end

-- expressions

local function starts_with(value, prefix)
  return value:sub(1, #prefix) == prefix
end

local function contains(value, part)
  return value:find(part, 1, true) ~= nil
end

local function one_of(value, values)
  for _, known in ipairs(values) do
    if value == known then
      return true
    end
  end
  return false
end

local function rank(value, members)
  for n, member in ipairs(members) do
    if value == member then
      return n
    end
  end
  return 0
end

local function in_list(value, entries)
  for _, entry in ipairs(entries) do
    local pattern = entry[1]:gsub("[%+%*]", "%%%0"):gsub("X", "%%d")
    if value ~= "" and value:match("^" .. pattern .. (entry[2] and "%d*" or "") .. "$") then
      return true
    end
  end
  return false
end

local function now(kind)
  local format = kind == "date" and "%Y-%m-%d" or "%H:%M"
  return (api:execute("strftime_tz", "Europe/Vilnius" .. " " .. format):gsub("%s+$", ""))
end

local function seconds_of_call()
  local began = tonumber(text("created_time")) or 0
  return began > 0 and math.floor(tonumber(api:getTime()) / 1000 - began / 1000000) or 0
end

-- what collect accepts: the value of flowc_keys goes to flowc_value, nothing where it is refused

local function is_date(year, month, day)
  local days = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}
  if year % 4 == 0 and (year % 100 ~= 0 or year % 400 == 0) then
    days[2] = 29
  end
  return year >= 1 and month >= 1 and month <= 12 and day >= 1 and day <= days[month]
end

local function accept(value)
  keep("flowc_value", value or "")
end

local function accept_range(low, high)
  local value = text("flowc_keys"):match("^0*(%d+)$")
  local fits = value and #value <= 15 and tonumber(value) >= low and tonumber(value) <= high
  accept(fits and value)
end

local function accept_luhn()
  local digits, sum = text("flowc_keys"), 0
  for n = 1, #digits do
    local digit = tonumber(digits:sub(-n, -n)) or 0
    if n % 2 == 0 then
      digit = digit * 2
      digit = digit > 9 and digit - 9 or digit
    end
    sum = sum + digit
  end
  accept(sum % 10 == 0 and digits)
end

local function accept_date()
  local year, month, day = text("flowc_keys"):match("^(%d%d%d%d)(%d%d)(%d%d)$")
  local exists = year and is_date(tonumber(year), tonumber(month), tonumber(day))
  accept(exists and year .. "-" .. month .. "-" .. day)
end

local function accept_all()
  accept(text("flowc_keys"))
end

-- regular expressions of FreeSWITCH's own; a result is what stands for the match
local function accept_pattern(expression, result)
  local question = "m:~" .. text("flowc_keys") .. "~" .. expression
  if result then
    local value = api:execute("regex", question .. "~" .. result .. "~n")
    accept(value ~= "" and value)
  else
    accept(api:execute("regex", question) == "true" and text("flowc_keys"))
  end
end

-- secret digits: neither set nor looked at where the log would tell

local function secret(of)
  local function heard(what)
    assign("flowc_heard", what)
  end
  local function other(key)
    heard(of.escapes:find(key, 1, true) and "key " .. key or "no-match")
  end
  local keys, ended = text("flowc_key"), ""
  keep("flowc_key", "")
  if keys == "" or keys == of.finish then
    return heard("no-input")
  elseif not keys:match("%d") then
    return other(keys)
  end
  if of.maximum > 1 then
    local format = "1 %d silence flowc_more %d *# %d"
    assign("read_terminator_used", "")
    session:execute("read", string.format(format, of.maximum - 1, of.between, of.between))
    keys, ended = keys .. text("flowc_more"), text("read_terminator_used")
    keep("flowc_more", "")
  end
  if ended ~= "" and ended ~= of.finish then
    return other(ended)
  end
  keep("flowc_keys", keys)
  of.accept()
  keep("flowc_keys", "")
  local value = text("flowc_value")
  if value == "" or #keys < of.minimum then
    keep("flowc_value", "")
    return heard("no-match")
  end
  if of.number then
    keep("flowc_value", value:match("^0*(%d+)$"))
  end
  heard("value")
end

-- what dialplan outside hands back: what does not fit is taken away

local function fit(name, holds)
  if not holds then
    assign(name, "")
  end
end

local function fit_one_of(name, values)
  fit(name, one_of(text(name), values))
end

local function fit_digits(name)
  fit(name, text(name):match("^[0-9]+$"))
end

local function fit_phone_number(name)
  local digits = text(name):match("^%+?([0-9]+)$")
  fit(name, digits and #digits <= 20)
end

local function fit_time(name)
  local hour, minute = text(name):match("^([0-9][0-9]):([0-5][0-9])$")
  fit(name, hour and minute and tonumber(hour) < 24)
end

-- a text may be anything; the dialplan only hears that there is one
local function fit_text(name)
  assign("flowc_fits_" .. name:sub(#"return_" + 1), text(name) ~= "" and "yes" or "")
end

local function fit_date(name)
  local year, month, day = text(name):match("^(%d%d%d%d)%-(%d%d)%-(%d%d)$")
  fit(name, year and is_date(tonumber(year), tonumber(month), tonumber(day)))
end

local function fit_number(name)
  local sign, digits = text(name):match("^(%-?)0*(%d+)$")
  local fits = digits and #text(name) - #sign <= 15
  assign(name, fits and ((digits == "0" and "" or sign) .. digits) or "")
end

-- values in prompts

local function digits(value)
  local files = {}
  for digit in value:gmatch("%d") do
    files[#files + 1] = "digits/" .. digit
  end
  return files
end

-- the files that a say module names, looked for in the flow's own folders
local function pronounced(module, kind, value)
  local command = module .. ".wav " .. module .. " " .. kind .. " pronounced " .. value
  local said, files = api:execute("say_string", command), {}
  for file in said:gsub("^file_string://", ""):gmatch("[%w/_-]+%.wav") do
    files[#files + 1] = file:gsub("%.wav$", "")
  end
  return files
end

local function said_number(module, value)
  return pronounced(module, "number", string.format("%d", value))
end

-- noon, so that the date is the same in the say module's zone
local function said_date(module, value)
  local year, month, day = value:match("^(%d+)-(%d+)-(%d+)$")
  if not year then
    return {}
  end
  local y = month + 0 <= 2 and year - 1 or year + 0
  local era = math.floor(y / 400)
  local of_era = y - era * 400
  local of_year = math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1
  local days = of_era * 365 + math.floor(of_era / 4) - math.floor(of_era / 100) + of_year
  local epoch = (era * 146097 + days - 719468) * 86400 + 43200
  return pronounced(module, "current_date", string.format("%d", epoch))
end

local function said_time(module, value)
  local hour, minute = value:match("^(%d+):(%d+)$")
  if not hour then
    return {}
  end
  local files = said_number(module, tonumber(hour))
  if tonumber(minute) > 0 then
    for _, file in ipairs(said_number(module, tonumber(minute))) do
      files[#files + 1] = file
    end
  end
  return files
end

local function say(ending, texts)
  local language = text("flowc_language")
  local folder = text("flowc_sounds") .. "/" .. language .. "/"
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

-- switches: kept by mod_db, so that they outlast a restart

local initially = {
  ["storm"] = "on",
}

local function switch_key(name)
  return "/flowc/" .. "flowc" .. "." .. name
end

local function switch_state(name)
  local kept = api:execute("db", "select" .. switch_key(name))
  return (kept == "on" or kept == "off") and kept or initially[name]
end

local function switch(name)
  assign("flowc_switch_" .. name, switch_state(name))
end

-- the PIN is a global variable (vars.xml) or of the environment, read when it is needed
local function may_turn(pin)
  if not pin then
    return true
  end
  local secret = freeswitch.getGlobalVariable(pin) or ""
  if secret == "" then
    secret = os.getenv(pin) or ""
  end
  for _ = 1, 3 do
    local typed = session:playAndGetDigits(
      1, 32, 1, 5000, "#", "tone_stream://%(200,0,800)", "silence_stream://10", "", "", 3000)
    if secret ~= "" and typed == secret then
      return true
    end
    if not session:ready() then
      return false
    end
  end
  return false
end

local function turn(name, pin)
  if not may_turn(pin) then
    session:execute("playback", "tone_stream://%(300,100,400);loops=3")
    return
  end
  local new = switch_state(name) == "on" and "off" or "on"
  api:execute("db", "insert" .. switch_key(name) .. "/" .. new)
  local on, off = "%(200,50,600);%(300,0,900)", "%(200,50,900);%(300,0,600)"
  session:execute("playback", "tone_stream://" .. (new == "on" and on or off))
end

-- shares: each is drawn as often as its percentage says

local function split(weights)
  local drawn = tonumber(api:execute("create_uuid"):sub(1, 7), 16) / 0x10000000 * 100
  local upto = 0
  for n, weight in ipairs(weights) do
    upto = upto + tonumber(weight)
    if drawn < upto then
      return assign("flowc_share", n)
    end
  end
end

-- messages

local function mailbox()
  local domain = text("flowc_mailbox_domain")
  local found = api:execute("user_exists", "id " .. text("flowc_mailbox") .. " " .. domain)
  assign("flowc_mailbox_found", found:match("^true") and "yes" or "no")
end

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
end

-- the end of a call, however it ends

local function hangup()
  if text("flowc_message") ~= "" then
    deliver()
    trace("message", "mailbox", text("flowc_mailbox"))
  end
  assign("flowc_record_last_n", number("flow_n"))
  trace("record", "name", "last_n")
  if text("flowc_end_by") == "" then
    assign("flowc_end_by", "caller")
    assign("flowc_end_cause", "hangup")
  end
  trace("end", "by", text("flowc_end_by"))
end

-- by the name that the dialplan gives

local entries = {
  -- conditions.flow:18
  ["first-1"] = function()
    judge("first-1", (number("flow_n") + 1) > 3)
  end,
  -- conditions.flow:21
  ["first-2"] = function()
    assign("flow_n", (number("flow_n") + 1))
  end,
  -- conditions.flow:26
  ["second-1"] = function()
    judge("second-1", rank(text("flow_tier"), {"bronze", "silver", "gold"}) > rank("silver", {"bronze", "silver", "gold"}))
  end,
  -- conditions.flow:26
  ["second-2"] = function()
    judge("second-2", contains(text("flow_name"), "here"))
  end,
  -- conditions.flow:15
  ["call--start-1"] = function()
    assign("flow_name", "it\039s \036\123x\125 \034here\034")
  end,
  took = function() assign("flowc_cut", text("flowc_key") == "" and "no" or "yes") end,
  mailbox = mailbox,
  deliver = deliver,
  hangup = hangup,
  switch = function() switch(argv[2]) end,
  turn = function() turn(argv[2], argv[3]) end,
  split = function() split({table.unpack(argv, 2)}) end,
}

entries[argv[1]]()
