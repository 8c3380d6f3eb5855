#!/usr/bin/env bash
# Tells Spark which graphics cards this machine has, whoever made them: prints
# {"name": "gpu", "addresses": ["0", "1"]}, the cards that OpenCL knows, counted from 0 without
# processors, as Stride counts them. For spark.worker.resource.gpu.discoveryScript and
# spark.executor.resource.gpu.discoveryScript; conf/gpu/ has whole configurations.
#
# Asks clinfo (Debian: apt-get install clinfo) when it is there, else Stride's own jar: $STRIDE_JAR, or
# stride.jar beside this script or where the build puts it. A card that two drivers offer counts twice;
# take one of them out of /etc/OpenCL/vendors.
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)"

fail() {
  printf 'gpu-discovery: %s\n' "$*" >&2
  exit 1
}

find_jar() {
  local jar
  for jar in "${STRIDE_JAR:-}" "$here/stride.jar" "$here/../jobs/target/stride.jar"; do
    if [ -n "$jar" ] && [ -e "$jar" ]; then
      printf '%s' "$jar"
      return 0
    fi
  done
  return 1
}

# How many OpenCL devices are cards.
count() {
  local jar java="java"
  if command -v clinfo >/dev/null; then
    # Ends with an error where there is no platform at all, which is an answer.
    { clinfo --raw 2>/dev/null || true; } |
      awk '$2 == "CL_DEVICE_TYPE" && /CL_DEVICE_TYPE_(GPU|ACCELERATOR)/ { n++ } END { print n + 0 }'
  elif jar="$(find_jar)"; then
    [ -z "${JAVA_HOME:-}" ] || java="$JAVA_HOME/bin/java"
    "$java" -Xmx64m -cp "$jar" org.strideml.kernels.opencl.CardCount
  else
    fail "cannot look for cards: expected clinfo on the PATH or Stride's jar, got neither; install clinfo or set STRIDE_JAR"
  fi
}

cards="$(count)" || exit 1
addresses=""
for ((card = 0; card < cards; card++)); do
  addresses+="${addresses:+, }\"$card\""
done
printf '{"name": "gpu", "addresses": [%s]}\n' "$addresses"
