using CacheFleet.Caching.Reading;

namespace CacheFleet.Caching.Tests.Reading;

/// <summary>Single-flight. Each mutant named here was made once, and failed the test below it.</summary>
public sealed class CoalescingTests
{
    private readonly HeldReader _reads = new();
    private readonly Coalescing<long, string> _coalescing;

    public CoalescingTests() => _coalescing = new Coalescing<long, string>(_reads);

    private Task<Answer<string>> ReadAsync(long id = 1, CancellationToken cancellation = default) =>
        _coalescing.ReadAsync(id, cancellation).AsTask();

    // Mutant: ReadAsync never looks into the table.
    [Fact]
    public async Task Callers_of_one_key_share_one_read_and_only_the_first_did_not_join()
    {
        Task<Answer<string>>[] callers = [ReadAsync(), ReadAsync(), ReadAsync()];
        Assert.Equal(1, _reads.Begun);
        _reads.End(0, "once");

        var answers = await Task.WhenAll(callers);
        Assert.All(answers, a => Assert.Equal("once", a.Value));
        Assert.Equal([false, true, true], answers.Select(a => a.Joined));
    }

    [Fact]
    public async Task Callers_of_different_keys_share_nothing()
    {
        var (one, other) = (ReadAsync(1), ReadAsync(2));
        _reads.End(0, "one");
        _reads.End(1, "other");

        Assert.Equal(("one", "other"), ((await one).Value, (await other).Value));
    }

    // Mutant: StayAboardAsync abandons the flight whoever leaves.
    [Fact]
    public async Task One_who_leaves_cancels_nobody()
    {
        using var impatient = new CancellationTokenSource();
        var stays = ReadAsync();
        var leaves = ReadAsync(cancellation: impatient.Token);
        await impatient.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaves);
        Assert.False(_reads.Tokens[0].IsCancellationRequested);
        _reads.End(0, "kept");
        Assert.Equal("kept", (await stays).Value);
    }

    // Mutant: the flight flies under the token of the caller who started it.
    [Fact]
    public async Task The_one_who_started_the_read_may_leave_as_well()
    {
        using var impatient = new CancellationTokenSource();
        var pilot = ReadAsync(cancellation: impatient.Token);
        var passenger = ReadAsync();
        await impatient.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pilot);
        _reads.End(0, "kept");
        Assert.Equal("kept", (await passenger).Value);
    }

    // Mutant: LeaveIsLast is never true.
    [Fact]
    public async Task The_last_one_who_leaves_cancels_the_read()
    {
        using var impatient = new CancellationTokenSource();
        var pilot = ReadAsync(cancellation: impatient.Token);
        var passenger = ReadAsync(cancellation: impatient.Token);
        await impatient.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pilot);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => passenger);
        Assert.True(_reads.Tokens[0].IsCancellationRequested);
    }

    // Mutant: the abandoned flight stays on the table and TryBoard is always true.
    [Fact]
    public async Task Whoever_comes_after_all_have_left_starts_anew()
    {
        using var impatient = new CancellationTokenSource();
        var left = ReadAsync(cancellation: impatient.Token);
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);

        var next = ReadAsync();
        _reads.End(1, "new");
        Assert.Equal("new", (await next).Value);
    }

    // Mutant: FlyAsync takes the flight off the table only after it has handed out the result.
    [Fact]
    public async Task A_result_that_is_being_handed_out_is_joined_by_nobody()
    {
        var next = ReadAsync().ContinueWith(
            _ => ReadAsync(), CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default).Unwrap();
        _reads.End(0, "first");
        Assert.Equal(2, _reads.Begun);

        _reads.End(1, "second");
        Assert.Equal(("second", false), ((await next).Value, (await next).Joined));
    }

    // Mutants: Forget does nothing; Forget abandons the flight.
    [Fact]
    public async Task After_an_invalidation_callers_start_anew_and_those_aboard_keep_their_read()
    {
        var before = ReadAsync();
        _coalescing.Forget(1, version: 0);
        var after = ReadAsync();
        Assert.Equal(2, _reads.Begun);

        _reads.End(1, "new");
        _reads.End(0, "old");
        Assert.Equal(("old", "new"), ((await before).Value, (await after).Value));
    }

    // Mutant: TakeOffTable removes by the key alone.
    [Fact]
    public async Task A_forgotten_flight_that_lands_leaves_its_successor_on_the_table()
    {
        var before = ReadAsync();
        _coalescing.Forget(1, version: 0);
        var after = ReadAsync();
        _reads.End(0, "old");
        await before;

        var joins = ReadAsync();
        Assert.Equal(2, _reads.Begun);
        _reads.End(1, "new");
        Assert.Equal(("new", true), ((await joins).Value, (await joins).Joined));
        Assert.Equal("new", (await after).Value);
    }

    // Mutant: FlyAsync leaves a crashed flight on the table.
    [Fact]
    public async Task An_error_reaches_everyone_aboard_and_nobody_after_them()
    {
        Task<Answer<string>>[] callers = [ReadAsync(), ReadAsync()];
        _reads.Fail(0, new TimeoutException("the origin is slow"));
        foreach (var caller in callers)
            await Assert.ThrowsAsync<TimeoutException>(() => caller);

        var next = ReadAsync();
        _reads.End(1, "well again");
        Assert.Equal("well again", (await next).Value);
    }

    [Fact]
    public async Task A_caller_who_has_left_already_starts_nothing()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => ReadAsync(cancellation: new CancellationToken(canceled: true)));
        Assert.Equal(0, _reads.Begun);
    }

    // Mutant: the landing's continuations run one after the other on the pilot's thread.
    [Fact]
    public async Task A_passenger_who_dawdles_holds_no_other_one_up()
    {
        using var other = new ManualResetEventSlim();
        var pilot = ReadAsync();
        var dawdles = ReadAsync().ContinueWith(
            _ => other.Wait(TimeSpan.FromSeconds(10)), CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        var hurries = ReadAsync().ContinueWith(
            _ => other.Set(), CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        _reads.End(0, "landed");

        await pilot;
        await hurries;
        Assert.True(await dawdles);
    }
}
