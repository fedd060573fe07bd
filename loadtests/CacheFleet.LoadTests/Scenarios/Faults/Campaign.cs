using CacheFleet.LoadTests.Fleet;

namespace CacheFleet.LoadTests.Scenarios.Faults;

/// <summary>The rounds of a campaign, over one load, one history and one log.</summary>
internal sealed class Campaign : IAsyncDisposable
{
    private const string Redis = "redis-server";

    // Nobody else's products: the history must know every write.
    private static readonly ProductRange Products = new(70_001, 100);

    /// <summary>As long as the fleet lets a product live.</summary>
    public static readonly TimeSpan TimeToLive = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan ComesBackWithin = TimeSpan.FromSeconds(180);
    private static readonly TimeSpan SettlesWithin = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan BlindAfter = TimeSpan.FromSeconds(1);
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
        foreach (var down in (await desk.ResourcesAsync(ct)).Where(one => !one.IsUp))
            await desk.OrderAsync(down.Instance, down.Remedy, ct);
        var begin = await campaign._health.WaitAsync(ComesBackWithin, ct);
        if (!begin.IsWell)
            throw new LabRefusedException($"The fleet is not well to begin with: {begin.Last}.");
        if (fleet.Replicas.Count < 2)
            throw new LabRefusedException("faults needs at least 2 replicas: this fleet has 1.");
        await new LogClient(fleet).DrainAsync(ComesBackWithin, ct);
        await campaign._log.TakeAsync(ct);
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
        Load.Start(await BeginRoundAsync(ct));
        await Task.Delay(fault.After, ct);
        await StrikeAsync(victim, fault, ct);
        var recovery = await _health.WaitAsync(ComesBackWithin, ct);
        await Load.StopAsync();
        var aftermath = recovery.IsWell ? await SettleAsync(ct) : null;
        return new RoundOutcome(victim, fault)
        {
            Recovery = recovery,
            History = Load.History.Check(TimeToLive),
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
            var fault = new Fault(Redis, FaultKind.Pause, BlindAfter, BlindFor, 0);
            Load.Start(await BeginRoundAsync(ct));
            await Task.Delay(fault.After, ct);
            await StrikeAsync(Redis, fault, ct);
            await Task.Delay(fault.After, ct);
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

    private async Task<Dictionary<int, long>> BeginRoundAsync(CancellationToken ct)
    {
        var rows = new WriteClient(_fleet);
        var versions = new Dictionary<int, long>();
        foreach (var key in Products.Keys)
        {
            var version = (await rows.RowAsync(Products.First + key, ct)).Version;
            versions[key] = version;
            _log.Begin(Products.IdOf(key), version);
        }

        return versions;
    }

    private async Task<string> VictimAsync(Fault fault, CancellationToken ct)
    {
        var all = (await _desk.ResourcesAsync(ct)).Where(one => one.Resource == fault.Resource).ToList();
        return all[(int)(fault.Which * all.Count)].Instance;
    }

    // Whatever happens meanwhile, what was taken is given back.
    private async Task StrikeAsync(string victim, Fault fault, CancellationToken ct)
    {
        var (begin, end) = fault.Orders;
        await _desk.OrderAsync(victim, begin, ct);
        if (end is null) return;
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
        Load.Requests, Load.Failed, Load.Writes, _log.Repeated, _log.Takeovers,
        await _fleet.RefusedFillsAsync("product", "default", ct));
}
