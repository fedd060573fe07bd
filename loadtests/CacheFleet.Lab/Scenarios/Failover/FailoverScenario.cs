using CacheFleet.Caching.Locking;
using CacheFleet.Lab.Holding;
using CacheFleet.LoadTests.Results;
using CacheFleet.LoadTests.Scenarios;

namespace CacheFleet.Lab.Scenarios.Failover;

/// <summary>B11: a failover forgets who holds the lock.</summary>
public sealed class FailoverScenario : LocalScenario
{
    private static readonly Knob Failovers = new("--failovers", "failovers with WAIT and as many without", 6, 2, 50);

    public override string Name => "failover";

    public override IReadOnlyList<string> Proves => ["B11"];

    public override string Title => "A Redis failover forgets who holds the lock";

    public override string What =>
        "A holder's lock is written to the primary, which is killed before its replica has heard "
        + "of it; Sentinel "
        + "promotes the replica, and a second holder gets the same lock. WAIT lets the first one "
        + "know that no "
        + "replica has the lock, so that it does not begin; only the row's own check of the "
        + "fencing token makes "
        + "the late write harmless.";

    public override IReadOnlyList<Knob> OwnKnobs => [Failovers];

    public override async Task<Findings> RunAsync(ScenarioContext context, CancellationToken ct)
    {
        var rounds = context.Knobs.Whole(Failovers);
        // The locks lie on other servers; this gives the rows, and the sequence of their tokens.
        await using var rig = await LockRig.StartAsync(TimeSpan.FromSeconds(10), ct);
        var without = await RunAsync(context, rig, "asynchronous", withWait: false, first: 1, rounds, ct);
        var with = await RunAsync(context, rig, "WAIT 1", withWait: true, first: 1 + rounds, rounds, ct);
        return Arrangement.Report(
            without, with,
            "One primary, one replica, one Sentinel, new for each round; the replica is cut off "
            + "while the first "
            + "holder takes the lock, so that every round is the failure. WAIT is no guarantee: a "
            + "replica that has "
            + "answered may still lose the election to one that has not.");
    }

    private Task<Arrangement> RunAsync(
        ScenarioContext context, LockRig rig, string name, bool withWait, int first, int rounds,
        CancellationToken ct) =>
        Arrangement.RunAsync(name, rounds,
            (n, doubles) => Show(context, name, n, rounds, "failovers", doubles),
            n => RoundAsync(rig, first + n, withWait, ct));

    private static async Task<Round> RoundAsync(LockRig rig, long row, bool withWait, CancellationToken ct)
    {
        await using var trio = await SentinelTrio.StartAsync(ct);
        var holders = new List<FencingToken>();
        trio.Replica.Pause();
        using (var first = await trio.Primary.OpenAsync(ct))
        {
            // What is under way to a stopped replica lies in its socket, and it would read that
            // first: cut.
            await first.AskAsync("CLIENT", "KILL", "TYPE", "replica");
            var granted = await first.AskAsync("SET", "lock", "first", "NX", "PX", "60000") is "OK";
            var isKept = !withWait || await first.AskAsync("WAIT", "1", "100") is >= 1L;
            if (granted && isKept) holders.Add(await rig.Rows.DrawAsync(ct));
        }
        await trio.Primary.KillAsync();
        trio.Replica.Resume();
        await trio.WaitForPromotionAsync(ct);
        if (await TakesAsync(trio, ct)) holders.Add(await rig.Rows.DrawAsync(ct));
        return await Round.WriteAsync(rig.Rows, row, holders, ct);
    }

    // Sentinel closes all clients of what it has promoted: the first asking may find a closed door.
    private static async Task<bool> TakesAsync(SentinelTrio trio, CancellationToken ct)
    {
        for (var tries = 0; tries < 3; tries++)
        {
            await SentinelTrio.AskAsync(trio.Replica, ct, "SET", "lock", "second", "NX", "PX", "60000");
            if (await SentinelTrio.AskAsync(trio.Replica, ct, "GET", "lock") is string holder)
                return holder == "second";
        }
        return false;
    }
}
