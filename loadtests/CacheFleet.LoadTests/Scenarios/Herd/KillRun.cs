using CacheFleet.LoadTests.Fleet;
using CacheFleet.LoadTests.Live;
using CacheFleet.LoadTests.Results;

namespace CacheFleet.LoadTests.Scenarios.Herd;

/// <summary>
/// SIGKILL of one replica in the middle of a herd: a herd before, the herd that is hit, a herd
/// after on what is left. One policy and one kill, because nothing brings the replica back but its
/// keeper.
/// </summary>
internal sealed class KillRun(ScenarioContext context)
{
    private const int NewcomersAfter = 50;

    // After the launch, well before the first recompute is done: all of the herd is in flight.
    private static readonly TimeSpan IntoTheHerd = TimeSpan.FromMilliseconds(50);

    private readonly FleetClient _fleet = context.Fleet;
    private readonly LabPolicy _policy = context.Knobs.Chosen?[^1] ?? LabPolicies.Default;

    public async Task<Findings> RunAsync(CancellationToken ct)
    {
        if (_fleet.Replicas.Count < 2)
        {
            throw new LabRefusedException(
                "--kill-one needs a fleet of at least 2 replicas: this one has 1.");
        }
        var entry = new HotEntry(_fleet, _policy.Name);
        Show("a herd before", 0);
        var before = await WaveAsync(entry, victim: null, ct);
        await _fleet.RefreshReplicasAsync(ct);
        // Not the one that this process itself talks to, where there is a choice.
        var victim = _fleet.Replicas.Last(
            replica => replica.Address.Authority != _fleet.Target.Authority);
        Show($"the herd in which {victim.Id} is killed", 1);
        var hit = await WaveAsync(entry, victim, ct);
        var newcomers = await NewcomersAsync(ct);
        await WaitUntilGoneAsync(victim, ct);
        Show("a herd after, on the others", 2);
        var after = await WaveAsync(entry, victim: null, ct);
        Show("done", 3);
        return KillReport.Write(_policy, victim, before, hit, after, newcomers);
    }

    private async Task<HerdWave> WaveAsync(HotEntry entry, Replica? victim, CancellationToken ct)
    {
        using var herd = await HerdConnections.OpenAsync(
            _fleet.Replicas, context.Knobs.Herd, HotEntry.Path, _policy.Name, ct);
        await entry.WarmAsync(ct);
        await entry.ExpireAsync(ct);
        if (victim is null) return await herd.LaunchAsync(null, ct);
        Task kill = Task.CompletedTask;
        var wave = await herd.LaunchAsync(() => kill = KillSoonAsync(victim, ct), ct);
        await kill;
        return wave;
    }

    private static async Task KillSoonAsync(Replica victim, CancellationToken ct)
    {
        await Task.Delay(IntoTheHerd, ct);
        ReplicaProcess.Kill(victim);
    }

    /// <summary>
    /// The registry drops a replica when its heartbeat has been missing for seconds.
    /// </summary>
    private async Task WaitUntilGoneAsync(Replica victim, CancellationToken ct)
    {
        for (var second = 0; second < 30; second++)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), ct);
            try
            {
                await _fleet.RefreshReplicasAsync(ct);
            }
            catch (FleetUnavailableException) when (second < 29)
            {
                continue;
            }
            if (_fleet.Replicas.All(replica => replica.Id != victim.Id)) return;
        }
        throw new LabRefusedException(
            $"The registry still names {victim.Id} 30 s after it was killed.");
    }

    /// <summary>
    /// Users that come now, each on a connection of their own, at the address that users take.
    /// </summary>
    private async Task<int> NewcomersAsync(CancellationToken ct)
    {
        var failed = 0;
        for (var i = 0; i < NewcomersAfter; i++)
        {
            using var http = new HttpClient();
            try
            {
                using var answer = await http.GetAsync(new Uri(_fleet.Target, HotEntry.Path), ct);
                if (!answer.IsSuccessStatusCode) failed++;
            }
            catch (HttpRequestException)
            {
                failed++;
            }
        }
        return failed;
    }

    private void Show(string stage, int done) =>
        context.Live.Show(new LiveFrame($"herd, kill one: {stage}", done, 3, "herds", []));
}
