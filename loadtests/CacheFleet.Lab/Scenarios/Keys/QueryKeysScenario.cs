using System.Collections.Concurrent;
using CacheFleet.Caching;
using CacheFleet.Lab.Shelf;
using CacheFleet.LoadTests.Results;
using CacheFleet.LoadTests.Scenarios;
using CacheFleet.LoadTests.Statistics;
using Microsoft.AspNetCore.WebUtilities;
using static System.FormattableString;

namespace CacheFleet.Lab.Scenarios.Keys;

/// <summary>A11: one key for all queries that mean the same.</summary>
public sealed class QueryKeysScenario : LocalScenario
{
    private const string Policy = "cached";
    private const double MostRaw = 0.2;
    private const double LeastNormal = 0.9;

    private static readonly Knob Requests = new("--queries", "requests for each way to make keys", 6000, 500, 100_000);

    private static readonly Column[] Columns =
    [
        .. Column.OfRate("hitRate", "hit rate", "reads answered from the cache, cold start included"),
        new("distinctKeys", "keys", "distinct keys that the requests were turned into", "#,0"),
        new("distinctMeanings", "meanings", "distinct answers that the requests ask for", "#,0"),
        new("originLoads", "origin loads", "loads from the database", "#,0"),
        new("wrongAnswers", "wrong answers", "answers to another question than was asked", "#,0"),
    ];

    private static readonly QueryKeys Normal = new(
        new QueryParameter("category"),
        new QueryParameter("sort") { Default = "id", IgnoresCase = true },
        new QueryParameter("page") { Default = "1" });

    // Too keen: it leaves out a parameter that changes the answer.
    private static readonly QueryKeys TooFew = new(new QueryParameter("category"));

    public override string Name => "query-keys";

    public override IReadOnlyList<string> Proves => ["A11"];

    public override string Title => "Tracking parameters in the cache key";

    public override string What =>
        "Links carry utm_* parameters, parameters in any order and case, and defaults spelt out, "
        + "so that "
        + "keys made of the raw query hardly ever repeat. Keys made of the declared parameters "
        + "only, in one "
        + "order, are found again; leave out one that matters and users get the answer to another "
        + "question.";

    public override IReadOnlyList<Knob> OwnKnobs => [Requests];

    public override async Task<Findings> RunAsync(ScenarioContext context, CancellationToken ct)
    {
        await using var fleet = await ShelfFleet.StartAsync(
            context.Knobs.Seed, ct,
            new EntryPolicy { Name = new PolicyName(Policy), TimeToLive = Ttl.Seconds(3600), SingleFlight = true });
        var measured = new List<Measured>();
        foreach (var (name, key) in Ways())
        {
            Show(context, name, 0, 1, "ways");
            await fleet.FlushAsync(ct);
            measured.Add(await MeasureAsync(context, fleet, name, key, ct));
            Show(context, name, 1, 1, "ways");
        }
        return Report(measured);
    }

    private static IEnumerable<(string Name, Func<string, string> Key)> Ways()
    {
        yield return ("raw query", Uri.EscapeDataString);
        yield return ("normalised", query => Make(Normal, query));
        yield return ("too few parameters", query => Make(TooFew, query));
    }

    private static string Make(QueryKeys keys, string query) =>
        keys.TryMake(QueryHelpers.ParseQuery(query), out var key)
            ? key
            : throw new InvalidOperationException($"The query '{query}' has no key.");

    private static async Task<Measured> MeasureAsync(
        ScenarioContext context, ShelfFleet fleet, string name, Func<string, string> keyOf, CancellationToken ct)
    {
        var links = new Links(context.Knobs.Seed);
        // What a key means is what the request meant that filled it: as a page cache has it.
        var meanings = new ConcurrentDictionary<string, Meaning>();
        fleet.Origin.Answer = key => meanings[key].Answer;
        long hits = 0, wrong = 0;
        var (before, requests) = (fleet.Origin.Loads, context.Knobs.Whole(Requests));
        var asked = new HashSet<Meaning>();
        for (var n = 0; n < requests; n++)
        {
            var (query, meaning) = links.Next();
            asked.Add(meaning);
            var key = keyOf(query);
            meanings.TryAdd(key, meaning);
            var answer = await fleet.ReadAsync(key, Policy, ct);
            if (answer.Outcome == ReadOutcome.Hit) hits++;
            if (answer.Value.Cents != meaning.Answer) wrong++;
        }
        fleet.Origin.Answer = null;
        return new Measured(
            name, new Proportion(hits, requests), meanings.Count, asked.Count, fleet.Origin.Loads - before, wrong);
    }

    private static Findings Report(IReadOnlyList<Measured> measured)
    {
        var (raw, normal, few) = (measured[0], measured[1], measured[2]);
        return new Findings(
            Columns, [.. measured.Select(RowOf)],
            [
                Judging.AtMost("A11", "raw query: hit rate", MostRaw, raw.Hits.Rate),
                Judging.AtLeast("A11", "normalised: hit rate", LeastNormal, normal.Hits.Rate),
                Judging.Exactly("A11", "normalised: keys, one for each meaning", normal.Meanings, normal.Keys),
                Judging.None("A11", "normalised: wrong answers", normal.Wrong),
                Judging.Some("A11", "too few parameters: wrong answers", few.Wrong),
            ],
            [Draw(measured)])
        {
            Proofs = [new("A11", "hit rate; wrong answers", Figures(raw), Figures(normal))],
        };
    }

    private static string Figures(Measured one) => Invariant($"{one.Hits}; {one.Wrong}");

    private static Row RowOf(Measured one) => new Row("A11", one.Name, one.Hits.Of)
    {
        Values =
        {
            ["distinctKeys"] = one.Keys,
            ["distinctMeanings"] = one.Meanings,
            ["originLoads"] = one.Loads,
            ["wrongAnswers"] = one.Wrong,
        },
    }.WithRate("hitRate", one.Hits);

    private static Chart Draw(IReadOnlyList<Measured> measured) =>
        new("Hit rate by the way keys are made", ChartKind.Bar, "keys", "% of reads")
        {
            Labels = [.. measured.Select(one => one.Name)],
            Series = [new("hit rate", [.. measured.Select(one => (double?)(one.Hits.Rate * 100))])],
        };

    private sealed record Measured(
        string Name, Proportion Hits, long Keys, long Meanings, long Loads, long Wrong);
}
