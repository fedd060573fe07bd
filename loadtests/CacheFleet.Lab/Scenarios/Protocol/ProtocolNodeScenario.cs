using CacheFleet.Lab.Protocol;
using CacheFleet.Lab.Protocol.Linearizability;
using CacheFleet.LoadTests.Results;
using CacheFleet.LoadTests.Scenarios;
using CacheFleet.LoadTests.Statistics;
using static System.FormattableString;

namespace CacheFleet.Lab.Scenarios.Protocol;

/// <summary>C1 to C3: the library behind a wire protocol, judged by what clients saw.</summary>
public sealed class ProtocolNodeScenario : LocalScenario
{
    private const int Clients = 8;
    private const int Keys = 24;
    private const int Herd = 200;
    private const string Unguarded = "cache-aside";
    private const string Init =
        """{"src":"c0","dest":"n1","body":{"type":"init","msg_id":1,"node_id":"n1","node_ids":["n1"]}}""";

    private const string InitOk =
        """{"src":"n1","dest":"c0","body":{"type":"init_ok","in_reply_to":1,"msg_id":0}}""";

    private static readonly Knob Requests =
        new("--node-requests", "requests of each client under each strategy", 250, 20, 5000);

    private static readonly string[] Strategies = [Unguarded, "write-through", "write-behind"];

    private static readonly Column[] Columns =
    [
        new("brokenKeys", "keys not linearizable",
            "whose operations have no order that explains them", "#,0"),
        new("keys", "keys", "that were read, written, compared and set", "#,0"),
        new("staleReads", "stale reads", "of a value whose overwriting had returned before", "#,0"),
        new("herdLoads", "backend calls of a herd",
            "when many read one missing key at once", "#,0"),
        new("herd", "herd", "readers of that key", "#,0"),
    ];

    public override string Name => "protocol-node";

    public override IReadOnlyList<string> Proves => ["C1", "C2", "C3"];

    public override string Title => "A node that speaks the Maelstrom protocol";

    public override string What =>
        "The library runs as a process behind JSON lines, and concurrent clients read, write, "
        + "compare and set through "
        + "it. A checker looks for an order of each key's operations that explains what all of "
        + "them saw; many readers "
        + "of one missing key must make one call to the backend.";

    public override IReadOnlyList<Knob> OwnKnobs => [Requests];

    public override async Task<Findings> RunAsync(ScenarioContext context, CancellationToken ct)
    {
        Show(context, "init", 0, Strategies.Length, "strategies");
        var sample = await SampleAsync();
        var measured = new List<Measured>();
        foreach (var strategy in Strategies)
        {
            ct.ThrowIfCancellationRequested();
            Show(context, strategy, measured.Count, Strategies.Length, "strategies");
            measured.Add(await MeasureAsync(strategy, context.Knobs));
        }
        return Report(sample, measured);
    }

    private static async Task<string> SampleAsync()
    {
        await using var node = NodeProcess.Start();
        node.Say(Init);
        await node.EndAsync();
        return string.Join('\n', node.Lines);
    }

    private static async Task<Measured> MeasureAsync(string strategy, Knobs knobs)
    {
        await using var node = await NodeProcess.StartReadyAsync("--strategy", strategy, "--delay-ms", "4");
        var history = await Workload.RunAsync(node, Clients, Keys, knobs.Whole(Requests), knobs.Seed);
        var broken = history.ByKey.Count(key => !Checker.IsLinearizable(key));
        return new Measured(
            strategy, history.Count, new Proportion(broken, Keys), history.StaleReads(), await HerdAsync(strategy));
    }

    private static async Task<long> HerdAsync(string strategy)
    {
        await using var node = await NodeProcess.StartReadyAsync("--strategy", strategy, "--delay-ms", "500");
        await node.WriteAsync("hot", 1);
        await node.FlushAsync();
        await node.ReadAsync("hot", "invalidate");
        var before = await BackendReadsAsync(node);
        await Task.WhenAll(Enumerable.Range(0, Herd).Select(_ => node.ReadAsync("hot")));
        return await BackendReadsAsync(node) - before;
    }

    private static async Task<long> BackendReadsAsync(NodeProcess node) =>
        (await node.StatsAsync())["backend_reads"]!.GetValue<long>();

    private static Findings Report(string sample, IReadOnlyList<Measured> measured)
    {
        var (unguarded, guarded) = (measured[0], measured.Skip(1).ToList());
        return new Findings(
            Columns, [.. measured.Select(RowOf)],
            [
                new Check("init is answered byte for byte", InitOk, sample, sample == InitOk) { Id = "C1" },
                Judging.Some("C2", $"{Unguarded}: keys not linearizable", unguarded.Broken.Count),
                .. guarded.Select(one => Judging.None(
                    "C2", $"{one.Strategy}: keys not linearizable", one.Broken.Count)),
                .. guarded.Select(one => Judging.None("C2", $"{one.Strategy}: stale reads", one.Stale)),
                .. measured.Select(one => Judging.Exactly(
                    "C3", $"{one.Strategy}: backend calls of a herd", 1, one.HerdLoads)),
            ],
            [Draw(measured)])
        {
            Proofs =
            [
                new("C1", "the answer to init, byte for byte", Proof.None, sample == InitOk ? "the sample" : sample),
                new("C2", "keys whose history is not linearizable; stale reads", Figures(unguarded),
                    Proof.Each(guarded.Select(Figures))),
                new("C3", "backend calls when many read one missing key", Invariant($"{Herd} readers"),
                    Proof.Each(measured.Select(one => Invariant($"{one.Strategy}: {one.HerdLoads}")))),
            ],
        };
    }

    private static string Figures(Measured one) => Invariant(
        $"{one.Strategy}: {one.Broken.Count} of {one.Broken.Of} keys; {one.Stale} ({one.Requests:N0} requests)");

    private static Row RowOf(Measured one) => new("C2", one.Strategy, one.Requests)
    {
        Values =
        {
            ["brokenKeys"] = one.Broken.Count,
            ["keys"] = one.Broken.Of,
            ["staleReads"] = one.Stale,
            ["herdLoads"] = one.HerdLoads,
            ["herd"] = Herd,
        },
    };

    private static Chart Draw(IReadOnlyList<Measured> measured) =>
        new("Anomalies by strategy", ChartKind.Bar, "strategy", "count")
        {
            Labels = [.. measured.Select(one => one.Strategy)],
            Series =
            [
                new("keys not linearizable", [.. measured.Select(one => (double?)one.Broken.Count)]),
                new("stale reads", [.. measured.Select(one => (double?)one.Stale)]),
            ],
        };

    private sealed record Measured(
        string Strategy, int Requests, Proportion Broken, int Stale, long HerdLoads);
}
