using System.Globalization;
using CacheFleet.LoadTests.Live;
using CacheFleet.LoadTests.Results;

namespace CacheFleet.LoadTests.Scenarios.Backlog;

/// <summary>E6: the cache is a long log behind; three ways to make up for it.</summary>
public sealed class BacklogScenario : IScenario
{
    private const int FirstProduct = 60_001;
    private const int TimesInFull = 10;

    private static readonly Knob Products =
        new("--products", "products that an import changes (2000)", 2_000, 1, 20_000);
    private static readonly Knob Times = new("--times", "events for each of them (50)", 50, 1, 1_000);
    private static readonly Knob Reads = new("--beside", "reads per second beside it (200)", 200, 1, 1_000);

    private static readonly string?[] Ways = [null, "replay", "compacted", "flush"];

    private static readonly Column[] Columns =
    [
        new("way", "recovery", "what was done about the backlog"),
        new("events", "events", "that the cache was behind", "#,0"),
        new("secondsToHealthy", "s to healthy",
            "from the import's end until every replica answers from the shared store again", "0.0"),
        new("staleBefore", "stale before", "old answers before every replica knew of the recovery", "#,0"),
        new("staleDuring", "stale during", "old answers from then on", "#,0"),
        new("readsDuring", "reads during", "answered reads from then on, until loads were no longer capped", "#,0"),
        new("refused", "refused", "share of reads turned away meanwhile (503)", "0.#%"),
        new("originPeak", "origin peak/s", "most loads a second while they were capped", "#,0"),
        new("originCap", "cap/s", "that all replicas admit together", "#,0"),
    ];

    public string Name => "backlog";

    public IReadOnlyList<string> Proves => ["E6"];

    public string Title => "A cache that is a long log behind, and three ways to make up for it";

    public string What =>
        "An import changes products many times over past the API, while users read them from a warm cache: "
        + "only the log knows. It is made up for by a replay, by each key's newest event, or by a flush; "
        + "old answers and loads are counted.";

    public IReadOnlyList<Knob> OwnKnobs => [Products, Times, Reads];

    public TimeSpan Limit => TimeSpan.FromMinutes(8);

    public IReadOnlyList<Knobs> InFull(Knobs given) => [given.Default(Times, TimesInFull)];

    public async Task<Findings> RunAsync(ScenarioContext context, CancellationToken ct)
    {
        var size = new BacklogSize(FirstProduct, context.Knobs.Whole(Products), context.Knobs.Whole(Times),
            context.Knobs.Whole(Reads));
        var outcomes = new List<BacklogOutcome>();
        foreach (var way in Ways)
        {
            context.Live.Show(new LiveFrame(
                $"backlog, {way ?? "nothing done"}", outcomes.Count, Ways.Length, "ways", []));
            var trial = new BacklogTrial(context.Fleet, size, context.Knobs.Seed, ct);
            outcomes.Add(await trial.RunAsync(way));
            if (way is null) await trial.TidyUpAsync();
        }

        return Report(outcomes);
    }

    private static Findings Report(List<BacklogOutcome> outcomes)
    {
        var (control, ways) = (outcomes[0], outcomes[1..]);
        return new Findings(
            Columns,
            [.. outcomes.Select(RowOf)],
            [
                new Check("nothing done: old answers, so the danger was there", "> 0", control.StaleBefore.ToString(),
                    control.StaleBefore.Count > 0),
                .. ways.SelectMany(ChecksOf),
            ],
            [
                new Chart("Time to healthy", ChartKind.Bar, "recovery", "seconds")
                {
                    Labels = [.. ways.Select(way => way.Way)],
                    Series = [new("seconds", [.. ways.Select(way => (double?)way.SecondsToHealthy)])],
                },
            ])
        {
            Proofs =
            [
                new Proof("E6", string.Create(CultureInfo.InvariantCulture,
                    $"old answers while the cache is {control.Events:N0} events behind"),
                    control.StaleBefore.ToString(),
                    Proof.Each(ways.Select(way => string.Create(CultureInfo.InvariantCulture,
                        $"{way.Way}: {way.StaleDuring}, healthy after {way.SecondsToHealthy:0.0} s")))),
            ],
            Sessions = [.. outcomes.Select(outcome => outcome.Sessions)],
            Notes = ["The products keep their contents; their versions have grown, as the events say."],
        };
    }

    private static Row RowOf(BacklogOutcome outcome) => new("E6", outcome.Way, outcome.Events)
    {
        Values =
        {
            ["way"] = outcome.Way,
            ["events"] = outcome.Events,
            ["secondsToHealthy"] = outcome.SecondsToHealthy,
            ["staleBefore"] = outcome.StaleBefore.Count,
            ["staleDuring"] = outcome.StaleDuring.Count,
            ["readsDuring"] = outcome.StaleDuring.Of,
            ["refused"] = outcome.Refused.Rate,
            ["originPeak"] = outcome.OriginPeak,
            ["originCap"] = outcome.OriginCap,
        },
    };

    private static IEnumerable<Check> ChecksOf(BacklogOutcome way)
    {
        yield return new Check($"{way.Way}: old answers once every replica knew", "0", way.StaleDuring.ToString(),
            way.StaleDuring.Count == 0 && way.StaleDuring.Of > 0);
        yield return new Check($"{way.Way}: most loads a second at the origin", $"<= {way.OriginCap:0}",
            way.OriginPeak.ToString("0", CultureInfo.InvariantCulture), way.OriginPeak <= way.OriginCap);
    }
}
