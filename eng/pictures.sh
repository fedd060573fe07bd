#!/usr/bin/env bash
# Takes the README's pictures anew: the dashboard by the browser test, the report of the tour that run.sh made last.

# shellcheck source=eng/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

images=$ROOT/docs/images
report=$ROOT/artifacts/tour/report.html
[ -e "$report" ] || die "there is no $report: run ./run.sh --once first"
mkdir -p "$images"

CACHEFLEET_SHOTS=$images "$ROOT/test.sh" --no-build Fleet.Tests --filter '*DashboardTests*'
quietly 'picture of the report' chromium --headless --no-sandbox --disable-gpu --disable-quic --no-first-run \
  --disable-background-networking --disable-component-update --disable-sync --hide-scrollbars \
  --window-size=1200,1100 --timeout=5000 --screenshot="$images/report.png" "file://$report"
