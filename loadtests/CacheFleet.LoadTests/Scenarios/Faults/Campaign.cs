using CacheFleet.LoadTests.Fleet;

namespace CacheFleet.LoadTests.Scenarios.Faults;

/// <summary>The rounds of a campaign, over one load, one history and one log.</summary>
internal sealed class Campaign : IAsyncDisposable
{
    private const string Redis = "redis-server";

    // Nobody else's products: the history must know every write.
    private static readonly ProductRange Products = new(70_001, 100);

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ComesBackWithin = TimeSpan.FromSeconds(180);
    private static readonly TimeSpan SettlesWithin = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan BlindFor = TimeSpan.FromSeconds(4);

    private readonly FleetClient _fleet;
    private readonly FaultDesk _desk;
    private readonly LogWatch _log;
    private readonly FleetHealth _health;
    private readonly Examination _examination;

    private Campaign(FleetClient fleet, FaultDesk desk, int seed)
    {
        (_fleet, _desk, _log) = (fleet, desk, new LogWatch(fleet));
        Load = new FaultLoad(fleet.Target, Products, seed);
        _health = new FleetHealth(fleet, desk, Products);
        _examination = new Examination(fleet, Products, Load, _log);
    }

    public FaultLoad Load { get; }

    public static int Keys => Products.Count;

    /// <summary>
    /// Begins with a fleet in which all is well, and refuses any other; who was killed before is
    /// started.
    /// </summary>
    public static async Task<Campaign> BeginAsync(
        FleetClient fleet, FaultDesk desk, int seed, CancellationToken ct)
    {
        var campaign = new Campaign(fleet, desk, seed);
        foreach (var down in (await desk.ResourcesAsync(ct)).Where(one => one.Pid is null))
            await desk.OrderAsync(down.Instance, "start", ct);
        var begin = await campaign._health.WaitAsync(ComesBackWithin, ct);
        if (!begin.IsWell)
            throw new LabRefusedException($"The fleet is not well to begin with: {begin.Last}.");
        if (fleet.Replicas.Count < 2)
            throw new LabRefusedException("faults needs at least 2 replicas: this fleet has 1.");
        await new LogClient(fleet).DrainAsync(ComesBackWithin, ct);
        await campaign._log.TakeAsync(ct);
        var rows = new WriteClient(fleet);
        foreach (var key in Products.Keys)
        {
            var row = await rows.RowAsync(Products.First + key, ct);
            campaign.Load.History.Begin(key, row.Version);
            campaign._log.Begin(Products.First + key, row.Version);
        }

        return campaign;
    }

    /// <summary>
    /// (1) Users read and write; (2) the fault strikes, and ends; (3) the fleet must come back by
    /// itself; (4) nobody writes any more, and everything is looked at.
    /// </summary>
    public async Task<RoundOutcome> RunAsync(Fault fault, CancellationToken ct)
    {
        var before = await CountAsync(ct);
        var victim = await VictimAsync(fault, ct);
        Load.Start();
        await Task.Delay(WarmUp, ct);
        await StrikeAsync(victim, fault, ct);
        var recovery = await _health.WaitAsync(ComesBackWithin, ct);
        await Load.StopAsync();
        var aftermath = recovery.IsWell ? await SettleAsync(ct) : null;
        return new RoundOutcome(victim, fault)
        {
            Recovery = recovery,
            Oldest = Load.History.Check(TimeSpan.MaxValue).LongestStale,
            Aftermath = aftermath,
            Counts = recovery.IsWell ? await CountAsync(ct) - before : default,
        };
    }

    /// <summary>
    /// The same without the log: the worker stands still while deletes and hints get lost, because
    /// Redis does. What is stale then stays so until the worker goes on.
    /// </summary>
    public async Task<BlindOutcome> RunBlindAsync(CancellationToken ct)
    {
        Aftermath without;
        await _desk.OrderAsync("worker", "pause", ct);
        try
        {
            Load.Start();
            await Task.Delay(WarmUp, ct);
            await StrikeAsync(Redis, new Fault(Redis, FaultKind.Pause, BlindFor, 0), ct);
            await Task.Delay(WarmUp, ct);
            await Load.StopAsync();
            await Task.Delay(BlindFor, ct);
            without = await _examination.LookAsync(ct);
        }
        finally
        {
            await _desk.OrderAsync("worker", "resume", CancellationToken.None);
        }

        _ = await _health.WaitAsync(ComesBackWithin, ct);
        return new BlindOutcome(without, await SettleAsync(ct));
    }

    public ValueTask DisposeAsync() => Load.DisposeAsync();

    private async Task<Aftermath> SettleAsync(CancellationToken ct)
    {
        await new LogClient(_fleet).DrainAsync(ComesBackWithin, ct);
        return await _examination.WaitAsync(SettlesWithin, ct);
    }

    private async Task<string> VictimAsync(Fault fault, CancellationToken ct)
    {
        var all = (await _desk.ResourcesAsync(ct)).Where(one => one.Resource == fault.Resource).ToList();
        return all[(int)(fault.Which * all.Count)].Instance;
    }

    // Whatever happens meanwhile, what was taken is given back.
    private async Task StrikeAsync(string victim, Fault fault, CancellationToken ct)
    {
        if (fault.Kind == FaultKind.Restart)
        {
            await _desk.OrderAsync(victim, "restart", ct);
            return;
        }

        var (begin, end) = fault.Kind == FaultKind.Kill ? ("kill", "start") : ("pause", "resume");
        await _desk.OrderAsync(victim, begin, ct);
        try
        {
            await Task.Delay(fault.For, ct);
        }
        finally
        {
            await _desk.OrderAsync(victim, end, CancellationToken.None);
        }
    }

    private async Task<RoundCounts> CountAsync(CancellationToken ct) => new(
        Load.Requests, Load.Failed, Load.Acknowledged.Count, _log.Repeated, _log.Takeovers,
        await _fleet.RefusedFillsAsync("product", "default", ct));
}
