-- One replica compares its rights to slots with those of the others. Why it is done so: docs/decisions/0013.
--
-- KEYS[1]  a hash; field 'clock': '<time> <served> <recovers until>'; each other field is a replica:
--          '<seen> <lease> <seq>' and '<endpoint> <cap> <rights> <held> <wanted>' for each endpoint
-- ARGV     replica, seq, acknowledged seq, lease in ms, 1 if it leaves,
--          and '<endpoint>', cap, has, held, wanted for each endpoint
-- Returns  {0} to a command that was overtaken by a later one of the same replica; else {1, 1 in recovery},
--          and rights, target, held by others for each endpoint. The replica is to give back what it has above its target.

local key = KEYS[1]
local me = ARGV[1]
local seq, acked, lease = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local leaving = ARGV[5] == '1'
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

-- Longer than replicas are silent while they are served; and then longer than one takes to try again.
local silence, return_time = 500, math.max(2000, math.floor(lease / 2))

local served, recovers_until = 0, nil
local replicas = {}
local stored = redis.call('HGETALL', key)
for i = 1, #stored, 2 do
  local word = string.gmatch(stored[i + 1], '%S+')
  if stored[i] == 'clock' then
    local before = tonumber(word())
    -- Leases do not run out while nobody can renew them: time that nobody was served in counts little.
    served = tonumber(word()) + math.max(0, math.min(now - before, math.floor(lease / 4)))
    recovers_until = tonumber(word())
    -- Nobody could be served: all are heard before anybody gets more, for one may know that what is stored is old.
    if now - before > silence or now < before then
      recovers_until = math.max(recovers_until, served + return_time)
    end
  else
    local replica = {seen = tonumber(word()), lease = tonumber(word()), seq = tonumber(word()), slots = {}}
    for endpoint in word do
      replica.slots[endpoint] =
        {cap = tonumber(word()), rights = tonumber(word()), held = tonumber(word()), wanted = tonumber(word())}
    end
    replicas[stored[i]] = replica
  end
end

if replicas[me] and seq <= replicas[me].seq then
  return {0}
end

-- What was stored is lost, or is older than what this replica was told: all replicas say anew what they have.
if not recovers_until or (replicas[me] and replicas[me].seq < acked) then
  redis.call('DEL', key)
  replicas = {}
  recovers_until = served + lease
end
local recovering = served < recovers_until

for id, replica in pairs(replicas) do
  if served - replica.seen >= replica.lease then
    redis.call('HDEL', key, id)
    replicas[id] = nil
  end
end

-- This replica's part of a cap: what it needs, and an even part of what nobody needs. Where all need more than there
-- is, those who need least get it, and the rest is even. The parts of all make up the cap.
local function part(cap, needs)
  local sorted, total = {}, 0
  for id, need in pairs(needs) do
    sorted[#sorted + 1] = {id = id, need = need}
    total = total + need
  end
  table.sort(sorted, function(a, b) return a.need < b.need end)
  local left, count = cap, #sorted
  local first = 1
  if total > cap then
    while sorted[first].need <= math.floor(left / count) do
      left = left - sorted[first].need
      count = count - 1
      first = first + 1
    end
  else
    left = cap - total
  end
  local even, rest, rank, sharing = math.floor(left / count), left % count, 0, false
  for i = first, #sorted do
    if sorted[i].id == me then
      sharing = true
    elseif sorted[i].id < me then
      rank = rank + 1
    end
  end
  local own = even + (rank < rest and 1 or 0)
  if total > cap then
    return sharing and own or needs[me]
  end
  return needs[me] + own
end

local reply = {1, recovering and 1 or 0}
local record = {}
local rights_of_all = 0
for i = 6, #ARGV, 5 do
  local endpoint = ARGV[i]
  local own_cap, has = tonumber(ARGV[i + 1]), tonumber(ARGV[i + 2])
  local held, wanted = tonumber(ARGV[i + 3]), tonumber(ARGV[i + 4])
  local cap, rights_elsewhere, held_elsewhere = own_cap, 0, 0
  local needs = {[me] = held + wanted}
  for id, replica in pairs(replicas) do
    local slots = replica.slots[endpoint]
    if id ~= me and slots then
      cap = math.min(cap, slots.cap)
      rights_elsewhere = rights_elsewhere + slots.rights
      held_elsewhere = held_elsewhere + slots.held
      needs[id] = slots.held + slots.wanted
    end
  end
  local before = replicas[me] and replicas[me].slots[endpoint]
  local most = math.max(before and before.rights or 0, cap - rights_elsewhere)
  local rights = math.min(has, most)
  local target = rights
  -- A replica that is new is written down first. Were its first rights given at once, a Redis that is set back by less
  -- than the time between two questions would know neither them nor, from anybody, that it was set back.
  if replicas[me] and not recovering and not leaving then
    target = part(cap, needs)
    if rights < target then
      rights = math.max(rights, math.min(target, cap - rights_elsewhere))
    end
  end
  rights_of_all = rights_of_all + rights
  record[#record + 1] = string.format('%s %.0f %.0f %.0f %.0f', endpoint, own_cap, rights, held, wanted)
  reply[#reply + 1] = rights
  reply[#reply + 1] = target
  reply[#reply + 1] = held_elsewhere
end

redis.call('HSET', key, 'clock', string.format('%.0f %.0f %.0f', now, served, recovers_until))
if leaving and rights_of_all == 0 then
  redis.call('HDEL', key, me)
else
  redis.call('HSET', key, me, string.format('%.0f %.0f %.0f ', served, lease, seq) .. table.concat(record, ' '))
end
return reply
