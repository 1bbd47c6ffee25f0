#!/bin/bash
# Fetches Kafka's jars (pom.xml) into a folder of the temporary directory, once, and prints its path.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
libs=${GOLDEN_LIBS:-${TMPDIR:-/tmp}/highwater-golden/libs}
if [ ! -e "$libs/.complete" ]; then
  mvn -q -B -f "$here/pom.xml" dependency:copy-dependencies -DoutputDirectory="$libs" >&2
  touch "$libs/.complete"
fi
echo "$libs"
