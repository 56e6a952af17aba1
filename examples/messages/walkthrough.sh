#!/usr/bin/env bash
# The walk-through of the example, checked: starts PostgreSQL, Kafka, Redis and both services by
# ./twinbox example messages, runs the scenarios by curl, compares each JSON reply with the contract
# field by field, and ends everything. Needs a JDK 17 or later, bash and curl.
#
#   examples/messages/walkthrough.sh [--port PORT]     the producer's port, 3000; the consumer's is the next
#
# Exit code 0: every reply and every outcome was as it should be; 1: something was not.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

port=3000
if [ $# -gt 0 ]; then
  { [ $# -eq 2 ] && [ "$1" = --port ]; } || { sed -n '2,9s/^# \{0,1\}//p' "$0" >&2; exit 2; }
  port=$2
fi
readonly port
readonly api=http://127.0.0.1:$port consumer=http://127.0.0.1:$((port + 1))
readonly wait_of_a_post_ms=5000 back_within_ms=10000
work=$(mktemp -d)
readonly work
checks=0
system=

# --- telling, and ending ------------------------------------------------------------------------

title() { printf '\n== %s\n' "$*"; }

fail() {
  printf '\nFAILED: %s\n' "$*" >&2
  exit 1
}

ok() {
  checks=$((checks + 1))
  printf '   ok  %s\n' "$*"
}

end() {
  local code=$?
  trap - EXIT INT TERM
  if [ -n "$system" ] && kill -0 "$system" 2>/dev/null; then
    kill "$system"
    wait "$system" || true
  fi
  [ $code -eq 0 ] || { echo '--- what the launcher said'; tail -n 30 "$work/progress" || true; } >&2
  rm -rf "$work"
  exit $code
}
trap end EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

now_ms() { echo $(($(date +%s%N) / 1000000)); }

# --- comparing ------------------------------------------------------------------------------------

# The regular expression of a template: JSON in which <n>, <time>, <text> and <or:a|b> stand for values.
pattern() {
  printf '%s' "$1" | sed -E \
    -e 's/[][{}().*+?^$\\|]/\\&/g' \
    -e 's/<n>/[0-9]+/g' \
    -e 's/<n1>/[1-9][0-9]*/g' \
    -e 's/<time>/"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]+)?Z"/g' \
    -e 's/<text>/"([^"\\]|\\\\.)+"/g'
}

# same WHAT TEMPLATE REPLY: every field, its name, its place and its value.
same() {
  local regex
  regex="^$(pattern "$2")\$"
  [[ $3 =~ $regex ]] || fail "$1
  expected $2
  got      $3"
}

# The items of a list, one per line.
items() { sed -E 's/^\{"count":[0-9]+,"[a-z_]+":\[//; s/\]\}$//; s/\},\{/}\n{/g'; }

# A list's count, checked against its items.
count() {
  local reply=$1 told found
  told=$(sed -E 's/^\{"count":([0-9]+),.*/\1/' <<<"$reply")
  found=$(items <<<"$reply" | grep -c '^{' || true)
  [ "$told" = "$found" ] || fail "count says $told, and there are $found items: $reply"
  echo "$told"
}

# --- talking ----------------------------------------------------------------------------------------

get() { curl -sS --max-time 30 "$1"; }

post() { # CONTENT [QUERY]
  curl -sS --max-time 30 -X POST "$api/messages${2:-}" -H 'Content-Type: application/json' -d "{\"content\":\"$1\"}"
}

control() { # PART VERB
  curl -sS --fail --max-time 120 -X POST "$controls/$1/$2" >/dev/null || fail "cannot $2 $1"
}

# until_true SECONDS WHAT COMMAND…: asks ten times a second.
until_true() {
  local deadline=$(($(now_ms) + $1 * 1000)) what=$2
  shift 2
  until "$@"; do
    [ "$(now_ms)" -lt "$deadline" ] || fail "$what: not in time"
    sleep 0.1
  done
}

processed() { count "$(get "$consumer_list")"; }
events() { count "$(get "$api/eventos?estado=$1")"; }
processed_are() { [ "$(processed)" -eq "$1" ]; }
events_are() { [ "$(events "$1")" -eq "$2" ]; }

readonly consumer_list=$api/messages
readonly sent='{"success":true,"evento_id":<n>,"estado":"E","message":"Evento creado y enviado a Kafka exitosamente"}'
readonly waits='{"success":true,"evento_id":<n>,"estado":"X","message":"Evento creado pero falló el envío a Kafka. Se reintentará automáticamente."}'

# Each event in one stored message, and nothing else there: counts alone could hide a pair of mistakes.
stored_once() {
  local ids
  ids=$(get "$consumer_list" | items | sed -E 's/.*"evento_id":([0-9]+),.*/\1/' | sort -n)
  [ "$(wc -l <<<"$ids")" -eq "$1" ] || fail "stored: $(wc -l <<<"$ids"), not $1"
  [ -z "$(uniq -d <<<"$ids")" ] || fail "stored more than once: $(uniq -d <<<"$ids" | tr '\n' ' ')"
  [ "$ids" = "$(get "$api/eventos" | items | sed -E 's/^\{"id":([0-9]+),.*/\1/' | sort -n)" ] ||
    fail "stored are other events than there are"
  ok "each of $1 events is stored exactly once"
}

# --- the scenarios ------------------------------------------------------------------------------------

start() {
  title "starting PostgreSQL, Kafka, Redis and both services (the first time also builds)"
  ./twinbox example messages --json --port "$port" >"$work/addresses" 2>"$work/progress" &
  system=$!
  until [ -s "$work/addresses" ]; do
    kill -0 "$system" 2>/dev/null || fail "it did not start"
    sleep 0.2
  done
  controls=$(sed -E 's/.*"controls":"([^"]+)".*/\1/' "$work/addresses")
  readonly controls
  same "GET /health of the producer" \
    '{"status":"OK","service":"producer-api","database":"up","kafka":"up","redis":"up"}' "$(get "$api/health")"
  same "GET /health of the consumer" \
    '{"status":"OK","service":"consumer-service","database":"up","consumer":<text>,"group":"message-processor-group"}' \
    "$(get "$consumer/health")"
  ok "both services are healthy"
}

normal_flow() {
  title "1. normal flow: five messages"
  local i list n=5
  for i in 1 2 3 4 5; do
    same "POST $i" "${sent/<n>/$i}" "$(post "mensaje $i")"
  done
  ok "five answers: published"
  until_true 10 "five events Enviado" events_are Enviado 5
  list=$(get "$api/eventos")
  [ "$(count "$list")" -eq 5 ] || fail "GET /eventos: $list"
  while read -r item; do # newest first
    same "event $n" \
      "{\"id\":$n,\"content\":\"mensaje $n\",\"estado\":\"Enviado\",\"intentos\":0,\"error_message\":null,\"created_at\":<time>}" \
      "$item"
    n=$((n - 1))
  done < <(items <<<"$list")
  ok "GET /eventos: five, newest first, each field as agreed"
  until_true 10 "five messages stored" processed_are 5
  while read -r item; do
    same "stored message" '{"id":<n>,"content":"mensaje <n>","evento_id":<n>,"created_at":<time>}' "$item"
  done < <(get "$api/messages" | items)
  ok "GET /messages: five, each field as agreed"
  same "GET /stats of the producer" \
    '{"eventos":{"total":5,"pendientes":0,"enviados":5,"errores":0,"dead_letters":0},"messages":{"total":5}}' \
    "$(get "$api/stats")"
  same "GET /stats of the consumer" \
    '{"messages":{"total":5,"avisos":0,"importes":0},"procesados":5,"duplicados":0,"dead_letters":0,"suma":0}' \
    "$(get "$consumer/stats")"
  ok "GET /stats of both"
  stored_once 5
}

many_at_once() {
  title "2. a hundred messages at once"
  local i posts=()
  for i in $(seq 100); do
    post "simultáneo $i" >"$work/post.$i" &
    posts+=($!)
  done
  wait "${posts[@]}"
  for i in $(seq 100); do
    [[ $(<"$work/post.$i") == '{"success":true,"evento_id":'* ]] || fail "POST $i: $(<"$work/post.$i")"
  done
  [ "$(cat "$work"/post.* | grep -oE '"evento_id":[0-9]+' | sort -u | wc -l)" -eq 100 ] || fail "ids given twice"
  ok "a hundred answers, with a hundred ids"
  until_true 20 "105 events Enviado" events_are Enviado 105
  until_true 20 "105 messages stored" processed_are 105
  stored_once 105
}

consumer_away() {
  title "3. the consumer is stopped, ten messages, the consumer is started again"
  local i
  control consumer-service stop
  for i in $(seq 10); do
    same "POST $i" "$sent" "$(post "sin consumidor $i")"
  done
  until_true 10 "115 events Enviado" events_are Enviado 115
  processed_are 105 || fail "stored by nobody: $(processed)"
  ok "ten are published, none is stored"
  control consumer-service start
  until_true 30 "115 messages stored" processed_are 115
  stored_once 115
}

kafka_away() {
  title "4. Kafka is stopped, five messages, Kafka is started again"
  local i began took list back
  control kafka stop
  for i in $(seq 5); do
    began=$(now_ms)
    same "POST $i" "$waits" "$(post "sin Kafka $i")"
    took=$(($(now_ms) - began))
    [ $took -lt $((wait_of_a_post_ms + 1500)) ] || fail "POST $i was answered after $took ms"
  done
  ok "five answers within the wait of a POST: will be tried again"
  until_true 10 "five events Error" events_are Error 5
  list=$(get "$api/eventos?estado=Error")
  while read -r item; do
    same "event that waits" \
      '{"id":<n>,"content":"sin Kafka <n>","estado":"Error","intentos":<n1>,"error_message":<text>,"created_at":<time>}' \
      "$item"
  done < <(items <<<"$list")
  ok "GET /eventos tells the error and the attempts: $(items <<<"$list" | head -n 1)"
  control kafka start
  back=$(now_ms)
  until_true $((back_within_ms / 1000)) "120 events Enviado" events_are Enviado 120
  ok "all Enviado $(($(now_ms) - back)) ms after Kafka was back"
  until_true 30 "120 messages stored" processed_are 120
  stored_once 120
}

extras() {
  title "5. types, dead letters, Redis away"
  local letters id recent
  same "POST ?type=aviso" "$sent" "$(post "puerta abierta" '?type=aviso')"
  same "POST ?type=importe" "$sent" "$(post "12.50" '?type=importe')"
  same "POST ?type=importe" "$sent" "$(post "doce" '?type=importe')"
  until_true 10 "122 messages stored" processed_are 122
  until_true 20 "a dead letter" dead_letters_are 1
  same "GET /stats of the consumer" \
    '{"messages":{"total":122,"avisos":1,"importes":1},"procesados":<n>,"duplicados":<n>,"dead_letters":1,"suma":12.50}' \
    "$(get "$consumer/stats")"
  letters=$(get "$consumer/dead-letters")
  same "GET /dead-letters" \
    '{"count":1,"dead_letters":[{"id":<n>,"message_id":<text>,"type":"importe","intentos":3,"fault":"HANDLER_FAILED","error_message":<text>}]}' \
    "$letters"
  ok "two types were handled by handlers of their own; 'doce' is a dead letter after three attempts"
  id=$(sed -E 's/.*\[\{"id":([0-9]+),.*/\1/' <<<"$letters")
  same "retry" '{"success":true,"message":"Se reintentará"}' "$(curl -sS -X POST "$consumer/dead-letters/$id/retry")"
  until_true 10 "it is tried" dead_letters_are 0
  until_true 20 "and dies again" dead_letters_are 1
  ok "it can be retried (and dies again, for it is still no number)"

  recent=$(get "$api/eventos/recientes")
  [ "$(count "$recent")" -eq 20 ] || fail "GET /eventos/recientes: $recent"
  [ "$recent" = "$(get "$api/eventos?limite=20")" ] || fail "the cache tells something else than the database"
  control redis stop
  [ "$recent" = "$(get "$api/eventos/recientes")" ] || fail "without Redis: something else"
  same "GET /health" '{"status":"OK","service":"producer-api","database":"up","kafka":"up","redis":"down"}' \
    "$(get "$api/health")"
  control redis start
  until_true 10 "Redis is used again" redis_is up
  [ "$recent" = "$(get "$api/eventos/recientes")" ] || fail "with Redis again: something else"
  ok "GET /eventos/recientes: the same with Redis, without it, and with it again"
}

dead_letters_are() { [ "$(count "$(get "$consumer/dead-letters")")" -eq "$1" ]; }
redis_is() {
  get "$api/eventos/recientes" >/dev/null
  [[ $(get "$api/health") == *"\"redis\":\"$1\"}" ]]
}

start
normal_flow
many_at_once
consumer_away
kafka_away
extras
printf '\n%d checks, all as agreed, in %d s\n' "$checks" "$SECONDS"
