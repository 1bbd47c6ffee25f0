#!/bin/bash
# Starts one Apache Kafka broker on 127.0.0.1 with its data in a temporary folder, records its answers
# into tests/golden/recorded/, and stops it. PORT (default 39392) and PORT + 1 must be free.
# Needs a JDK of 17 or later, and Maven.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
libs=$("$here/libs.sh")
port=${PORT:-39392}
data=$(mktemp -d)
broker=

stop() {
  if [ -n "$broker" ]; then
    kill "$broker" 2>/dev/null || true
    wait "$broker" 2>/dev/null || true
  fi
  rm -rf "$data"
}
trap stop EXIT

cat > "$data/log4j2.yaml" <<EOF
Configuration:
  status: "ERROR"
  Appenders: {Console: {name: STDOUT, PatternLayout: {pattern: "%p %m (%c)%n"}}}
  Loggers: {Root: {level: "WARN", AppenderRef: [{ref: STDOUT}]}}
EOF
cat > "$data/server.properties" <<EOF
process.roles=broker,controller
node.id=1
broker.rack=rack-1
controller.quorum.voters=1@127.0.0.1:$((port + 1))
listeners=PLAINTEXT://127.0.0.1:$port,CONTROLLER://127.0.0.1:$((port + 1))
advertised.listeners=PLAINTEXT://127.0.0.1:$port
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
controller.listener.names=CONTROLLER
log.dirs=$data/logs
offsets.topic.replication.factor=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
EOF
kafka=(java -Xmx512m "-Dlog4j2.configurationFile=$data/log4j2.yaml" -cp "$libs/*")
"${kafka[@]}" kafka.tools.StorageTool format -t MkU3OEVBNTcwNTJENDM2Qk -c "$data/server.properties" \
  > "$data/format.log" 2>&1 || { cat "$data/format.log"; exit 1; }
"${kafka[@]}" kafka.Kafka "$data/server.properties" > "$data/broker.log" 2>&1 &
broker=$!
node "$here/../run.mjs" scripts/golden/record.ts "$port" || { tail -n 30 "$data/broker.log"; exit 1; }
