#!/bin/bash
# Writes tests/golden/messages/*.json and record-batches.json with the classes of kafka-clients.
# Needs a JDK of 17 or later, and Maven. The output is the same on every run.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
libs=$("$here/libs.sh")
classes=$(mktemp -d)
trap 'rm -rf "$classes"' EXIT
javac -d "$classes" -cp "$libs/*" "$here"/java/*.java
java -cp "$classes:$libs/*" Golden "$here/../../tests/golden"
