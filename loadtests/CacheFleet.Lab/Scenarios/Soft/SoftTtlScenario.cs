using CacheFleet.Caching;
using CacheFleet.Lab.Shelf;
using CacheFleet.LoadTests.Results;
using CacheFleet.LoadTests.Scenarios;
using static System.FormattableString;

namespace CacheFleet.Lab.Scenarios.Soft;

/// <summary>B10: a soft TTL under a hard one.</summary>
public sealed class SoftTtlScenario : LocalScenario
{
    private const int ReadsPerSecond = 300;
    private const double MostOfHit = 2;

    // A hit takes less than a millisecond, and the scheduler of a busy machine more than that.
    private const double ScheduleMs = 15;

    private static readonly Knob During =
        Knob.Time("--soft-during", "how long is read while the origin works", 8, 3, 120);
    private static readonly TimeSpan Recompute = TimeSpan.FromMilliseconds(200);

    private static readonly Column[] Columns =
    [
        new("p50Ms", "p50 ms", "median latency while the origin works", "#,0.##"),
        new("p99Ms", "p99 ms", "99th percentile of the same", "#,0.##"),
        new("staleAnswers", "stale answers",
            "answers past the soft TTL while the origin works", "#,0"),
        new("lastAnswerAgeMs", "oldest answer ms",
            "age of the oldest value answered after the origin failed", "#,0"),
        new("firstErrorAgeMs", "first error ms",
            "age of the entry at the first error after the origin failed", "#,0"),
        new("answeredDown", "answered while down", "reads answered after the origin failed", "#,0"),
        new("errorsDown", "errors while down", "reads that failed after the origin failed", "#,0"),
    ];

    public override string Name => "soft-ttl";

    public override IReadOnlyList<string> Proves => ["B10"];

    public override string Title => "Soft and hard time to live";

    public override string What =>
        "With one time to live everybody waits for the recompute of an entry that is over, and "
        + "gets an error "
        + "when the origin is down. Under a soft time to live the old value is answered while one "
        + "refreshes it, "
        + "also when the origin fails, but never beyond the hard one.";

    public override IReadOnlyList<Knob> OwnKnobs => [During];

    public override async Task<Findings> RunAsync(ScenarioContext context, CancellationToken ct)
    {
        await using var fleet = await ShelfFleet.StartAsync(context.Knobs.Seed, ct, SoftPolicies.All);
        fleet.Origin.Delay = Recompute;
        foreach (var policy in SoftPolicies.Names) await fleet.ReadAsync(SoftPolicies.Key, policy, ct);
        Show(context, "the origin works", 0, 2, "phases");
        var stale = 0;
        var stats = await OpenLoad.RunAsync(context.Knobs.Time(During), ct, [.. SoftPolicies.Names.Select(policy =>
            new OpenLoad(policy, ReadsPerSecond, async () =>
            {
                var answer = await fleet.ReadAsync(SoftPolicies.Key, policy, ct);
                if (answer.Outcome == ReadOutcome.Stale && policy == SoftPolicies.Soft)
                    Interlocked.Increment(ref stale);
                return null;
            }))]);
        Show(context, "the origin is down", 1, 2, "phases");
        var (hard, soft) = await Outage.WatchAsync(fleet, ct);
        Show(context, "done", 2, 2, "phases");
        return Report(stats, stale, hard, soft);
    }

    private static Findings Report(
        IReadOnlyDictionary<string, OpenLoadStats> stats, int stale, Outage hard, Outage soft)
    {
        var (waiting, calm, hits) = (stats[SoftPolicies.Hard], stats[SoftPolicies.Soft], stats[SoftPolicies.Warm]);
        var end = SoftPolicies.HardEnd.Span;
        return new Findings(
            Columns,
            [
                RowOf(SoftPolicies.Hard, waiting, null, hard),
                RowOf(SoftPolicies.Soft, calm, stale, soft),
                RowOf(SoftPolicies.Warm, hits, null, null),
            ],
            [
                Judging.None("B10", "errors while the origin works", stats.Values.Sum(one => one.Failed)),
                Judging.AtLeast("B10", $"{SoftPolicies.Hard}: p99 of those who wait",
                    Recompute.TotalMilliseconds / 2, waiting.P99Ms, " ms"),
                Judging.AtMost("B10", $"{SoftPolicies.Soft}: p99 beside that of hits",
                    (MostOfHit * hits.P99Ms) + ScheduleMs, calm.P99Ms, " ms"),
                Judging.Some("B10", $"{SoftPolicies.Soft}: stale answers", stale),
                Judging.AtMost("B10", $"{SoftPolicies.Soft}: oldest answer, the hard time to live",
                    (end + Outage.Step).TotalMilliseconds, soft.OldestAnswer.TotalMilliseconds, " ms"),
                Judging.AtLeast("B10", $"{SoftPolicies.Soft}: age at the first error",
                    (end - Outage.Step).TotalMilliseconds, soft.FirstError?.TotalMilliseconds ?? 0, " ms"),
                Judging.Some("B10", $"{SoftPolicies.Hard}: errors before the other one's hard end", hard.Errors),
            ],
            [Draw(hard, soft)])
        {
            Notes =
            [
                Invariant($"A recompute takes {Recompute.TotalMilliseconds:0} ms; {ReadsPerSecond} reads of one key a ")
                    + Invariant($"second under each policy. Soft after {SoftPolicies.HardLife.Span.TotalSeconds} s, ")
                    + Invariant($"hard after {end.TotalSeconds} s; '{SoftPolicies.Warm}' never ends and ")
                    + "shows what a hit costs.",
            ],
            Proofs =
            [
                new("B10", "p99 ms; oldest answer with the origin down",
                    Invariant($"{waiting.P99Ms:0.#} ({waiting.Ok:N0} reads); {hard.OldestAnswer.TotalSeconds:0.0} s"),
                    Invariant($"{calm.P99Ms:0.#} ({calm.Ok:N0} reads; hits {hits.P99Ms:0.#}); ")
                        + Invariant($"{soft.OldestAnswer.TotalSeconds:0.0} s of {end.TotalSeconds:0} s allowed")),
            ],
        };
    }

    private static Row RowOf(string policy, OpenLoadStats stats, int? stale, Outage? outage) =>
        new("B10", policy, stats.Ok)
        {
            Values =
            {
                ["p50Ms"] = stats.P50Ms,
                ["p99Ms"] = stats.P99Ms,
                ["staleAnswers"] = stale,
                ["lastAnswerAgeMs"] = outage?.OldestAnswer.TotalMilliseconds,
                ["firstErrorAgeMs"] = outage?.FirstError?.TotalMilliseconds,
                ["answeredDown"] = outage?.Answers,
                ["errorsDown"] = outage?.Errors,
            },
        };

    private static Chart Draw(Outage hard, Outage soft) =>
        new("Reads after the origin has failed", ChartKind.Bar, "policy", "reads")
        {
            Labels = [SoftPolicies.Hard, SoftPolicies.Soft],
            Stacked = true,
            Series =
            [
                new("answered", [hard.Answers, soft.Answers]),
                new("errors", [hard.Errors, soft.Errors]),
            ],
        };
}
