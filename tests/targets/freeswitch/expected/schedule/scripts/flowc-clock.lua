-- Written by flowc from the flow Hours. Change the flow, not this file.
-- Whether a schedule is open, by the local time in its zone: the first line that holds decides.

local api = freeswitch.API()
local open, closed = "open", "closed"

local schedules = {
  -- schedule.flow:9, r0 Rest, r1 Leap day, r2 holidays
  ["bar"] = {
    {closed, {{year = 2027, months = {1, 1}, days = {1, 1}}}, why = "-r0-"},
    {open, {{year = 2026, months = {12, 12}, days = {31, 31}}}, hours = {{"20:00", "24:00"}}},
    {closed, {{year = 2026, months = {12, 12}, days = {31, 31}}}},
    {closed, {{leap = true, months = {2, 2}, days = {29, 29}}}, why = "-r1-"},
    {open, {{months = {1, 1}, days = {15, 21}, weekdays = "mon"}}, hours = {{"09:00", "10:00"}}},
    {closed, {{months = {1, 1}, days = {15, 21}, weekdays = "mon"}}},
    {closed, {{year = 2026, months = {1, 1}, days = {1, 1}}, {year = 2026, months = {1, 1}, days = {19, 19}}, {year = 2026, months = {2, 2}, days = {16, 16}}, {year = 2026, months = {5, 5}, days = {25, 25}}, {year = 2026, months = {6, 6}, days = {19, 19}}, {year = 2026, months = {7, 7}, days = {3, 4}}, {year = 2026, months = {9, 9}, days = {7, 7}}, {year = 2026, months = {10, 10}, days = {12, 12}}, {year = 2026, months = {11, 11}, days = {11, 11}}, {year = 2026, months = {11, 11}, days = {26, 26}}, {year = 2026, months = {12, 12}, days = {25, 25}}}, why = "-r2-"},
    {open, {{weekdays = "mon tue wed thu sun"}}, hours = {{"12:00", "23:00"}}},
    {open, {{weekdays = "fri"}, {weekdays = "sat"}}, hours = {{"12:00", "14:00"}, {"18:00", "24:00"}}},
    {open, {{weekdays = "sat"}, {weekdays = "sun"}}, hours = {{"00:00", "03:00"}}, unless = {{year = 2027, months = {1, 1}, days = {1, 1}}, {year = 2027, months = {1, 1}, days = {2, 2}}, {leap = true, months = {3, 3}, days = {1, 1}}, {months = {1, 1}, days = {16, 22}, weekdays = "tue"}, {year = 2026, months = {1, 1}, days = {2, 2}}, {year = 2026, months = {1, 1}, days = {20, 20}}, {year = 2026, months = {2, 2}, days = {17, 17}}, {year = 2026, months = {5, 5}, days = {26, 26}}, {year = 2026, months = {6, 6}, days = {20, 20}}, {year = 2026, months = {7, 7}, days = {4, 5}}, {year = 2026, months = {9, 9}, days = {8, 8}}, {year = 2026, months = {10, 10}, days = {13, 13}}, {year = 2026, months = {11, 11}, days = {12, 12}}, {year = 2026, months = {11, 11}, days = {27, 27}}, {year = 2026, months = {12, 12}, days = {26, 26}}}},
  },
}

-- flowc_clock_shift: how many seconds the clock of this call is to be off, for a test, or "@" and the
-- epoch second that it stands at
local shift = session:getVariable("flowc_clock_shift") or ""
local second = tonumber(shift:match("^@(%d+)$"))
  or tonumber(shift) and api:getTime() / 1000 + tonumber(shift)
local when = second and string.format("%d|", math.floor(second)) or ""
local now = api:execute("strftime_tz", "America/New_York" .. " " .. when .. "%Y %m %d %w %H:%M")
local year, month, day, weekday, time = now:match("^(%d+) (%d+) (%d+) (%d) (%d+:%d+)")
if not year then
  freeswitch.consoleLog("err", "flowc: no time zone " .. "America/New_York" .. " in timezones.conf.xml\n")
  year, month, day, weekday, time = 0, 0, 0, 0, ""
end
year, month, day = tonumber(year), tonumber(month), tonumber(day)
weekday = ({"sun", "mon", "tue", "wed", "thu", "fri", "sat"})[weekday + 1]
local leap = year % 4 == 0 and (year % 100 ~= 0 or year % 400 == 0)

local function within(value, range)
  return range == nil or value >= range[1] and value <= range[2]
end

local function today(dates)
  for _, on in ipairs(dates) do
    if (on.year == nil or on.year == year) and (on.leap == nil or on.leap == leap)
      and within(month, on.months) and within(day, on.days)
      and (on.weekdays == nil or on.weekdays:find(weekday, 1, true)) then
      return true
    end
  end
  return false
end

local function at_this_hour(hours)
  for _, range in ipairs(hours or {{"00:00", "24:00"}}) do
    if time >= range[1] and time < range[2] then
      return true
    end
  end
  return false
end

local function answer(questions)
  for _, q in ipairs(questions) do
    if today(q[2]) and not today(q.unless or {}) and at_this_hour(q.hours) then
      return q[1], q.why or ""
    end
  end
  return closed, ""
end

local state, why = answer(schedules[argv[1]])
session:setVariable("flowc_at_" .. argv[1], state)
if why ~= "" or session:getVariable("flowc_why_" .. argv[1]) then
  session:setVariable("flowc_why_" .. argv[1], why)
end
