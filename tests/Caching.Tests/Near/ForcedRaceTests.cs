namespace CacheFleet.Caching.Tests.Near;

/// <summary>
/// The ways in which caches keep a stale value for good, each forced a hundred times: none may stay on the loading
/// node, the writing node or a cold one, and no read that began after the change may answer from before it.
/// </summary>
public sealed class ForcedRaceTests : IDisposable
{
    private const int Runs = 100;

    // In milliseconds: a reader that boards an old load would wait for ever.
    private const int TimeLimit = 60_000;

    private readonly Fleet _fleet = new();

    public void Dispose() => _fleet.Dispose();

    // Mutant caught: Coalescing.Forget does nothing (the next reader boards the old load).
    [Theory(Timeout = TimeLimit)]
    [InlineData(2)]
    [InlineData(0)]
    public async Task Set_after_delete_on_one_node_leaves_nothing_stale(long toldVersion) =>
        await EachRunAsync(async id =>
        {
            var late = await BeginLoadAsync(id);
            _fleet.Commit(id, 2);
            await _fleet.A.InvalidateAsync(toldVersion, id);
            return late;
        });

    // Mutant caught: StoreNews hears nothing (A then answers what it kept before).
    [Theory(Timeout = TimeLimit)]
    [InlineData(2)]
    [InlineData(0)]
    public async Task Set_after_delete_on_two_nodes_leaves_nothing_stale(long toldVersion) =>
        await EachRunAsync(async id =>
        {
            var late = await BeginLoadAsync(id);
            _fleet.Commit(id, 2);
            await _fleet.B.InvalidateAsync(toldVersion, id);
            return late;
        });

    [Fact(Timeout = TimeLimit)]
    public async Task What_two_nodes_keep_is_gone_on_both_once_one_has_invalidated_it() =>
        await EachRunAsync(async id =>
        {
            _fleet.Commit(id, 1);
            await _fleet.A.ReadAsync(id);
            await _fleet.B.ReadAsync(id);
            _fleet.Commit(id, 2);
            await _fleet.B.InvalidateAsync(2, id);
            return new Late(Task.FromResult<Answer<string>>(default), () => { });
        });

    // Fence, version and ticket each refuse the older load: no single mutant of theirs is enough here.
    [Theory(Timeout = TimeLimit)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_write_through_that_races_an_older_load_wins(bool onLoadingNode) =>
        await EachRunAsync(async id =>
        {
            var late = await BeginLoadAsync(id);
            _fleet.Commit(id, 2);
            var writer = onLoadingNode ? _fleet.A : _fleet.B;
            await writer.Cache.WriteThroughAsync(
                writer.Family.Key(id), Loaded.Of("v2", 2), default);
            return late;
        });

    // Nobody invalidates here: the first loader sleeps past its lease, the second reads the newer row.
    // The store's fence, the version and the L1's own order each refuse it: no single mutant is enough here.
    [Fact(Timeout = TimeLimit)]
    public async Task An_older_load_that_ends_after_a_newer_one_on_the_same_node_overwrites_nothing()
    {
        using var fleet = new Fleet(Fleet.Policy with { SingleFlight = false });
        for (var id = 1; id <= Runs; id++)
        {
            var gate = new TaskCompletionSource();
            fleet.Commit(id, 1);
            fleet.Hold = _ => gate.Task;
            var late = fleet.A.ReadAsync(id);
            fleet.Hold = _ => Task.CompletedTask;
            fleet.Clock.Advance(Fleet.Policy.LeaseFor.Span);
            fleet.Commit(id, 2);
            Assert.Equal(2, (await fleet.A.ReadAsync(id)).Version);
            gate.SetResult();
            Assert.Equal(FillOutcome.LeaseRefused, (await late).Fill);
            await NobodyIsStaleAsync(fleet, id);
        }
    }

    // The shared store has taken the value; the news comes before this node has kept it.
    // Mutants caught: NearCache.Drop does not void tickets; NearReader takes its ticket after the inner read, or
    // forgets nothing.
    [Theory(Timeout = TimeLimit)]
    [InlineData(2)]
    [InlineData(0)]
    public async Task A_late_fill_of_the_L1_itself_is_refused(long toldVersion)
    {
        HeldReplies? held = null;
        using var fleet = new Fleet(aroundStoreOfA: store => held = new HeldReplies(store));
        for (var id = 1; id <= Runs; id++)
        {
            fleet.Commit(id, 1);
            held!.Gate = new TaskCompletionSource();
            var late = fleet.A.ReadAsync(id);
            fleet.Commit(id, 2);
            await fleet.B.InvalidateAsync(toldVersion, id);
            held.Gate.SetResult();
            Assert.Equal(("v1", FillOutcome.Stored), ((await late).Value, (await late).Fill));
            await NobodyIsStaleAsync(fleet, id);
        }
    }

    private async Task EachRunAsync(Func<long, Task<Late>> race)
    {
        for (var id = 1; id <= Runs; id++)
        {
            var late = await race(id);
            // Begun after the change: neither joins the old load nor finds its value.
            Assert.Equal(2, (await _fleet.A.ReadAsync(id)).Version);
            Assert.Equal(2, (await _fleet.B.ReadAsync(id)).Version);
            late.Open();
            await late.Read;
            await NobodyIsStaleAsync(_fleet, id);
        }
    }

    private async Task<Late> BeginLoadAsync(long id)
    {
        // Kept and dropped once before, so that there is a past to be stuck in.
        _fleet.Commit(id, 1);
        await _fleet.A.ReadAsync(id);
        await _fleet.A.InvalidateAsync(0, id);
        var gate = new TaskCompletionSource();
        _fleet.Hold = _ => gate.Task;
        var read = _fleet.A.ReadAsync(id);
        _fleet.Hold = _ => Task.CompletedTask;
        return new Late(read, gate.SetResult);
    }

    private static async Task NobodyIsStaleAsync(Fleet fleet, long id)
    {
        using var cold = fleet.Cold();
        foreach (var node in new[] { fleet.A, fleet.B, cold })
        {
            var versions = await Fleet.VersionsAsync(node, id);
            Assert.Equal([2, 2], versions);
        }
    }

    private sealed record Late(Task<Answer<string>> Read, Action Open);
}
