-- What one tenant has used, over all replicas. The rules are those of admission.Account; why they are so: docs/decisions/0018.
--
-- KEYS[1]  a hash: when the buckets of starts and of audio are full, the day and its audio, when the tenant was last heard of,
--          and until when permits of other replicas may be missing
-- KEYS[2]  a sorted set: permits, by when they end unless they are renewed
-- ARGV     what is wanted, lease in ms, 1 if limits refuse, and the limits, 0 for none: sessions, cost of a start and of a
--          whole burst in us, audio in ms a minute and a day; then
--            admit    permit, permits that its replica holds, the replica's share of them, 1 if its start was paid for before
--            draw     audio in ms
--            tell     starts and audio in ms that were given without us, less what came back; a day and the audio of it; how many
--                     permits came back, those, and the replica's permits to be renewed
--            use      nothing
-- Returns  the limit that says no (0: none), us until coming back may help (0: not known), audio in ms that was drawn, the day,
--          1 while permits may be missing, then sessions, both buckets' debts in us and the day's audio in ms, before and after

local what, lease, refuses = ARGV[1], tonumber(ARGV[2]) * 1000, ARGV[3] == '1'
local sessions_max, start_cost, start_capacity = tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6])
local per_minute, per_day = tonumber(ARGV[7]), tonumber(ARGV[8])
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]

local MINUTE, DAY, LEAST_MS = 60000000, 86400000000, 1000
local KEPT_MS = 49 * 3600 * 1000 -- Until the day's audio cannot matter any more.
local SESSIONS, STARTS, PER_MINUTE, PER_DAY = 1, 2, 3, 4
-- In which every replica says what permits it has: they are renewed three times a lease, and tried again each second.
local SETTLING = math.floor(lease / 3) + 2000000

local function clamp(value, most)
  return math.max(0, math.min(value, most))
end

local audio_capacity = per_minute > 0 and MINUTE or 0
local function cost(audio)
  return per_minute > 0 and math.ceil(audio * MINUTE / per_minute) or 0
end

local stored = redis.call('HMGET', KEYS[1], 'starts', 'audio', 'day', 'millis', 'seen', 'settles')
local day = math.floor(now / DAY)
local starts = clamp(tonumber(stored[1] or 0) - now, start_capacity)
local audio = clamp(tonumber(stored[2] or 0) - now, audio_capacity)
local millis = tonumber(stored[3] or -1) == day and tonumber(stored[4]) or 0
local seen, settles = tonumber(stored[5]), tonumber(stored[6] or 0)

-- Permits that end later than any can are of a clock that went back.
local early = redis.call('ZCOUNT', KEYS[2], string.format('(%.0f', now + lease), '+inf')
local known = redis.call('ZCARD', KEYS[2])
local sessions = redis.call('ZCOUNT', KEYS[2], string.format('(%.0f', now), string.format('%.0f', now + lease))
-- What was stored is lost, or nobody could renew anything: until all have been heard no replica gets more than its share.
if not seen or early > 0 or (known > 0 and now - seen > math.floor(2 * lease / 3)) then
  settles = now + SETTLING
end
settles = math.min(settles, now + SETTLING)
local settling = now < settles

local code, retry, granted = 0, 0, 0
local before = {sessions, starts, audio, millis}
if what == 'use' then
  return {0, 0, 0, day, settling and 1 or 0, sessions, starts, audio, millis, sessions, starts, audio, millis}
end
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', string.format('%.0f', now))
redis.call('ZREMRANGEBYSCORE', KEYS[2], string.format('(%.0f', now + lease), '+inf')

-- Until the least that is drawn is there.
local audio_wait = per_minute > 0 and audio + cost(math.min(LEAST_MS, per_minute)) - audio_capacity or 0
local starts_wait = starts + start_cost - start_capacity
local to_midnight = (day + 1) * DAY - now
local ends = string.format('%.0f', now + lease)

if what == 'admit' then
  local held, share = tonumber(ARGV[10]), tonumber(ARGV[11])
  local resumed = ARGV[12] == '1'
  if per_day > 0 and millis >= per_day then
    code, retry = PER_DAY, to_midnight
  elseif sessions_max > 0 and sessions >= sessions_max then
    code = SESSIONS -- Nobody knows when a session will end.
  elseif sessions_max > 0 and settling and held >= share then
    code, retry = SESSIONS, settles - now
  elseif audio_wait > 0 then
    code, retry = PER_MINUTE, audio_wait
  elseif starts_wait > 0 and not resumed then
    code, retry = STARTS, starts_wait
  end
  if code == 0 or not refuses then
    retry = 0
    redis.call('ZADD', KEYS[2], ends, ARGV[9])
    sessions = sessions + 1
    if starts_wait <= 0 and not resumed then
      starts = starts + start_cost
    end
  end
elseif what == 'draw' then
  local asked = tonumber(ARGV[9])
  local left, room = asked, asked
  if per_day > 0 then
    left = per_day - millis
  end
  if per_minute > 0 then
    room = math.min(asked, math.floor(asked * (audio_capacity - audio) / cost(asked)))
  end
  local least = math.min(LEAST_MS, asked)
  if per_minute > 0 then
    least = math.min(least, per_minute)
  end
  if left <= 0 then
    code, retry = PER_DAY, to_midnight
  elseif room < math.min(least, left) then
    code, retry = PER_MINUTE, audio_wait
  else
    granted = math.min(asked, left, room)
    audio = audio + cost(granted)
  end
  if code > 0 and not refuses then
    retry, granted = 0, asked
  end
  millis = millis + granted
elseif what == 'tell' then
  starts = clamp(starts + start_cost * tonumber(ARGV[9]), start_capacity)
  audio = clamp(audio + cost(tonumber(ARGV[10])), audio_capacity)
  if tonumber(ARGV[11]) == day then
    millis = math.max(0, millis + tonumber(ARGV[12]))
  end
  local held = 14 + tonumber(ARGV[13])
  for i = 14, held - 1 do
    sessions = sessions - redis.call('ZREM', KEYS[2], ARGV[i])
  end
  for i = held, #ARGV do
    sessions = sessions + redis.call('ZADD', KEYS[2], ends, ARGV[i])
  end
end

redis.call('HSET', KEYS[1], 'starts', string.format('%.0f', now + starts), 'audio', string.format('%.0f', now + audio),
  'day', string.format('%.0f', day), 'millis', string.format('%.0f', millis), 'seen', string.format('%.0f', now),
  'settles', string.format('%.0f', settles))
redis.call('PEXPIRE', KEYS[1], KEPT_MS)
redis.call('PEXPIRE', KEYS[2], KEPT_MS)
return {code, retry, granted, day, settling and 1 or 0, before[1], before[2], before[3], before[4],
  sessions, starts, audio, millis}
