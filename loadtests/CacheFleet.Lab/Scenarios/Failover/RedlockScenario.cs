using CacheFleet.Caching.Locking;
using CacheFleet.Lab.Holding;
using CacheFleet.LoadTests.Results;
using CacheFleet.LoadTests.Scenarios;
using CacheFleet.LocalServers;

namespace CacheFleet.Lab.Scenarios.Failover;

/// <summary>B11: Redlock over five, a partition, and one node that comes back empty.</summary>
public sealed class RedlockScenario : LocalScenario
{
    private const int Nodes = 5;
    private const int Majority = 3;

    // Each side of the partition reaches three; the node in the middle is on both.
    private const int Middle = 2;

    private static readonly Knob Rounds =
        new("--redlock-rounds", "rounds with a restarted node and as many without", 20, 2, 200);

    public override string Name => "redlock";

    public override IReadOnlyList<string> Proves => ["B11"];

    public override string Title => "Redlock over five nodes with a partition";

    public override string What =>
        "The first holder locks a majority of five independent Redis, on its side of a partition; "
        + "the one node that "
        + "both sides reach is killed and comes back without its data, and the second holder locks "
        + "a majority on its "
        + "own side. Without the restart the second one is refused; with it only the row's own "
        + "check of the fencing "
        + "token makes the late write harmless.";

    public override IReadOnlyList<Knob> OwnKnobs => [Rounds];

    public override async Task<Findings> RunAsync(ScenarioContext context, CancellationToken ct)
    {
        var rounds = context.Knobs.Whole(Rounds);
        await using var rig = await LockRig.StartAsync(TimeSpan.FromSeconds(10), ct);
        var nodes = new LocalRedis[Nodes];
        for (var n = 0; n < Nodes; n++) nodes[n] = await rig.Servers.StartAsync(new LocalRedis());
        var forgetting = await RunAsync(context, rig, nodes, "node restarted empty", true, 1, rounds, ct);
        var lasting = await RunAsync(context, rig, nodes, "node keeps its data", false, 1 + rounds, rounds, ct);
        return Arrangement.Report(
            forgetting, lasting,
            "The partition is that each holder reaches three of the five; it asks no others. The "
            + "restarted node has no "
            + "persistence: with fsync on every write, or a restart delayed by the lock's time to "
            + "live, it "
            + "would not forget.");
    }

    private Task<Arrangement> RunAsync(
        ScenarioContext context, LockRig rig, LocalRedis[] nodes, string name, bool restarts, int first, int rounds,
        CancellationToken ct) =>
        Arrangement.RunAsync(name, rounds,
            (n, doubles) => Show(context, name, n, rounds, "rounds", doubles),
            n => RoundAsync(rig, nodes, first + n, restarts, ct));

    private static async Task<Round> RoundAsync(
        LockRig rig, LocalRedis[] nodes, long row, bool restarts, CancellationToken ct)
    {
        var holders = new List<FencingToken>();
        if (await LockAsync(nodes[..Majority], row, "first", ct)) holders.Add(await rig.Rows.DrawAsync(ct));
        if (restarts)
        {
            await nodes[Middle].KillAsync();
            await nodes[Middle].StartAsync();
        }
        if (await LockAsync(nodes[Middle..], row, "second", ct)) holders.Add(await rig.Rows.DrawAsync(ct));
        return await Round.WriteAsync(rig.Rows, row, holders, ct);
    }

    // Redlock's step: the same key on every node that can be reached; a majority of all five
    // decides.
    private static async Task<bool> LockAsync(
        IReadOnlyList<LocalRedis> reached, long row, string holder, CancellationToken ct)
    {
        var granted = 0;
        foreach (var node in reached)
        {
            using var client = await node.OpenAsync(ct);
            if (await client.AskAsync("SET", $"lock-{row}", holder, "NX", "PX", "60000") is "OK") granted++;
        }
        return granted >= Majority;
    }
}
