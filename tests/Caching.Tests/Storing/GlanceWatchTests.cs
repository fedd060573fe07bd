using System.Threading.Channels;
using CacheFleet.Caching.Storing;
using CacheFleet.Testing;

namespace CacheFleet.Caching.Tests.Storing;

/// <summary>Looks that wait for a reply, and the one time limit that they share.</summary>
public sealed class GlanceWatchTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(800);

    private readonly StillClock _clock = new();
    private readonly GlanceWatch _watch;
    private readonly TaskCompletionSource<Sight> _reply = new();

    public GlanceWatchTests() => _watch = new GlanceWatch(_clock, Limit);

    [Fact]
    public async Task A_reply_in_time_is_what_was_seen_and_the_watch_goes_off()
    {
        var glance = new Waiting();
        Ask(glance, _reply);
        _clock.Advance(Limit);

        _reply.SetResult(Sight.Absent);

        Assert.Equal(SightKind.Absent, (await glance.NextAsync()).Kind);
        Assert.Equal(1, _clock.Armed);
        _clock.Advance(Limit / 8);
        Assert.Equal(0, _clock.Armed);
    }

    // Mutant: OnReply does not ask whose turn it is; the late reply ends a look that somebody else has begun.
    [Fact]
    public async Task A_look_is_given_up_after_the_limit_and_its_late_reply_is_nobodys()
    {
        var glance = new Waiting();
        Ask(glance, _reply);
        _clock.Advance(Limit);
        Assert.Equal(0, glance.Count);

        _clock.Advance(Limit / 4);

        Assert.Equal(StoreTrouble.TimedOut, (await glance.NextAsync()).Trouble);
        Assert.True(glance.MayNotBeReused);
        _reply.SetResult(Sight.Absent);
        Assert.Equal(1, glance.Count);
    }

    // Mutant: the time of the first look counts for all that follow it.
    [Fact]
    public async Task Every_look_has_the_whole_limit_for_itself()
    {
        var glance = new Waiting();
        for (var look = 0; look < 5; look++)
        {
            var reply = new TaskCompletionSource<Sight>();
            Ask(glance, reply);
            _clock.Advance(Limit);
            reply.SetResult(Sight.Absent);
            Assert.Equal(SightKind.Absent, (await glance.NextAsync()).Kind);
        }
    }

    // Mutant: the watch goes off while one still waits.
    [Fact]
    public async Task One_that_is_answered_leaves_the_others_watched()
    {
        var (first, second) = (new Waiting(), new Waiting());
        Ask(first, _reply);
        Ask(second, new TaskCompletionSource<Sight>());

        _reply.SetResult(Sight.Absent);
        _clock.Advance(Limit * 2);

        Assert.Equal(SightKind.Absent, (await first.NextAsync()).Kind);
        Assert.Equal(StoreTrouble.TimedOut, (await second.NextAsync()).Trouble);
    }

    [Fact]
    public async Task What_the_reply_cannot_be_read_with_reaches_whoever_waits()
    {
        var glance = new Waiting();
        glance.WaitFor(_reply.Task, _ => throw new InvalidOperationException("no reply of ours"), _watch);

        _reply.SetResult(Sight.Absent);

        await Assert.ThrowsAsync<InvalidOperationException>(glance.NextAsync);
    }

    // Replies and the watch's ticks at once: nobody is told twice, nobody is forgotten, no late reply is another's.
    [Fact]
    public async Task However_replies_and_ticks_fall_together_each_look_ends_once()
    {
        using var over = new CancellationTokenSource();
        var ticking = Task.Run(() =>
        {
            while (!over.IsCancellationRequested)
                _clock.Advance(Limit / 8);
        });
        var asking = Enumerable.Range(0, 4).Select(_ => Task.Run(AskManyAsync)).ToArray();
        var (seen, late) = (0, 0);
        foreach (var (s, l) in await Task.WhenAll(asking))
            (seen, late) = (seen + s, late + l);
        await over.CancelAsync();
        await ticking;

        Assert.True(seen > 0 && late > 0, $"{seen} in time, {late} late: the race was not run");
    }

    private async Task<(int Seen, int Late)> AskManyAsync()
    {
        var (seen, late) = (0, 0);
        var glance = new Waiting();
        for (var look = 1; look <= 3_000; look++)
        {
            var reply = new TaskCompletionSource<Sight>(TaskCreationOptions.RunContinuationsAsynchronously);
            Ask(glance, reply);
            if (look % 3 != 0)
                reply.SetResult(Sight.Fresh(new StoredEntry(default, look)));
            var sight = await glance.NextAsync();
            if (look % 3 == 0)
                reply.SetResult(Sight.Absent);
            Assert.Equal(1, glance.Count);
            if (sight.Trouble == StoreTrouble.TimedOut)
                (late, glance) = (late + 1, new Waiting());
            else
                Assert.Equal(look, sight.Entry.Version);
            seen += sight.Kind == SightKind.Fresh ? 1 : 0;
            glance.Reset();
        }

        return (seen, late);
    }

    private void Ask(Waiting glance, TaskCompletionSource<Sight> reply) => glance.WaitFor(
        reply.Task, static done => done is Task<Sight> { Result: var sight } ? sight : default, _watch);

    private sealed class Waiting : PendingGlance
    {
        private readonly Channel<Func<Sight>> _told = Channel.CreateUnbounded<Func<Sight>>();
        private int _count;

        public int Count => Volatile.Read(ref _count);

        public bool MayNotBeReused => IsGivenUp;

        public void Reset() => _count = 0;

        public async Task<Sight> NextAsync() =>
            (await _told.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30)))();

        protected override void Seen(in Sight sight)
        {
            var seen = sight;
            Told(() => seen);
        }

        protected override void Failed(Exception cause) => Told(() => throw cause);

        private void Told(Func<Sight> what)
        {
            Interlocked.Increment(ref _count);
            _told.Writer.TryWrite(what);
        }
    }
}
