using CacheFleet.Lab.Shelf;
using CacheFleet.LoadTests.Results;
using static System.FormattableString;

namespace CacheFleet.Lab.Scenarios.Expiry;

internal static class ExpiryReport
{
    private const double LeastFactor = 10;
    private const double LeastFactorOfJitter = 3;
    private const double NothingChanged = 0.9;

    private static readonly Column[] Columns =
    [
        new("peakPer100Ms", "peak loads per 100 ms",
            "the most origin loads that began within 100 ms", "#,0"),
        new("sigma", "σ", "standard deviation of the loads per 100 ms", "#,0.#"),
        new("loads", "loads", "origin loads over the whole run", "#,0"),
        new("reads", "reads", "reads of single keys over the whole run", "#,0"),
        new("p50Ms", "p50 ms", "median latency of a page of ten keys", "#,0.#"),
        new("p99Ms", "p99 ms", "99th percentile of the same", "#,0.#"),
        new("errors", "errors", "pages without an answer", "#,0"),
        new("loadsPerHotExpiry", "loads per expiry of a hot key",
            "mean number of loads when one hot key expires under a herd", "#,0.#"),
    ];

    public static Findings Write(
        IReadOnlyList<Storm> storms, (double Plain, double Jittered) hot, int keys, TimeSpan life)
    {
        var (plain, jitter, both) = (storms[0], storms[1], storms[2]);
        return new Findings(
            Columns,
            [
                RowOf("A5", plain, keys, hot.Plain),
                RowOf("B9", jitter, keys, hot.Jittered),
                RowOf("A6", both, keys, null),
            ],
            [
                .. storms.Select(storm => Judging.None("A6", $"{storm.Policy}: errors", storm.Pages.Failed)),
                Judging.AtLeast("A5", "plain: peak of the storm, of all keys", 0.1, plain.Rate.Peak / (double)keys),
                Judging.AtLeast(
                    "A6", "jitter+single-flight: peak lower by the factor", LeastFactor, Factor(plain, both)),
                Judging.AtLeast("B9", "jitter: peak of a cold batch lower by the factor",
                    LeastFactorOfJitter, Factor(plain, jitter)),
                Judging.AtLeast("B9", "jitter: share of the hot key's loads that is left",
                    NothingChanged, hot.Jittered / hot.Plain),
            ],
            [
                OriginRate.Draw("Origin loads around the expiry",
                    [.. storms.Select(storm => (storm.Policy, storm.Rate))]),
            ])
        {
            Notes =
            [
                Invariant($"{keys:N0} keys with a time to live of {life.TotalSeconds:0.#} s are warmed by one batch; ")
                    + "users then read 600 pages of ten random keys a second "
                    + Invariant($"over {ShelfFleet.Size} caches."),
                Invariant($"Hot key: a herd of {HotKey.Herd} at each of {HotKey.Expiries} expiries."),
            ],
            Proofs =
            [
                new("A5", "peak origin loads per 100 ms", Peak(plain), Proof.None),
                new("A6", "peak origin loads per 100 ms", Peak(plain),
                    Invariant($"{Peak(both)}: lower by {Factor(plain, both):0.#}×")),
                new("B9", "a cold batch's peak; a hot key's loads per expiry",
                    Invariant($"{Peak(plain)}; {hot.Plain:0.#} ({HotKey.Expiries} expiries)"),
                    Invariant($"{Peak(jitter)}; {hot.Jittered:0.#} ({HotKey.Expiries} expiries)")),
            ],
            Knobs = new Dictionary<string, string>
            {
                ["keys"] = Invariant($"{keys}"),
                ["lifeSeconds"] = Invariant($"{life.TotalSeconds}"),
            },
        };
    }

    private static string Peak(Storm storm) => Invariant($"{storm.Rate.Peak:N0} ({storm.Reads:N0} reads)");

    private static double Factor(Storm before, Storm after) => (double)before.Rate.Peak / Math.Max(1, after.Rate.Peak);

    private static Row RowOf(string id, Storm storm, int keys, double? hot) => new(id, storm.Policy, keys)
    {
        Values =
        {
            ["peakPer100Ms"] = storm.Rate.Peak,
            ["sigma"] = storm.Rate.Sigma,
            ["loads"] = storm.Rate.Total,
            ["reads"] = storm.Reads,
            ["p50Ms"] = storm.Pages.P50Ms,
            ["p99Ms"] = storm.Pages.P99Ms,
            ["errors"] = storm.Pages.Failed,
            ["loadsPerHotExpiry"] = hot,
        },
    };
}
