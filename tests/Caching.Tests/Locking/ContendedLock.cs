using System.Diagnostics;
using CacheFleet.Caching.Locking;

namespace CacheFleet.Caching.Tests.Locking;

/// <summary>Many callers of many processes' locks want one thing, over and over.</summary>
public static class ContendedLock
{
    public static readonly LockOptions Options = new()
    {
        TimeToLive = TimeSpan.FromSeconds(30),
        AcquireWithin = TimeSpan.FromSeconds(60),
    };

    /// <summary>Throws if two ever hold it at once, or if a later holder has no greater fence.</summary>
    public static async Task ContendAsync(
        IReadOnlyList<IFencedLock> locks, LockKey key, int callersPerLock, int acquisitions)
    {
        var shared = new Guarded();
        var left = acquisitions;
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(locks.SelectMany(one =>
            Enumerable.Range(0, callersPerLock).Select(_ => Task.Run(() => CallAsync(one)))));

        Assert.Equal(acquisitions, shared.Count);
        TestContext.Current.SendDiagnosticMessage(
            $"{acquisitions} acquisitions, {locks.Count} locks x {callersPerLock} callers: "
            + $"{watch.ElapsedMilliseconds} ms");

        async Task CallAsync(IFencedLock one)
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                await using var lease = await one.AcquireAsync(key);
                await shared.UseAsync(lease.Fence);
            }
        }
    }

    /// <summary>Breaks visibly when two use it at once: its count is read, then written.</summary>
    private sealed class Guarded
    {
        private int _inside;
        private long _lastFence;

        public int Count { get; private set; }

        public async Task UseAsync(FencingToken fence)
        {
            Assert.Equal(1, Interlocked.Increment(ref _inside));
            Assert.True(fence.Value > _lastFence, $"fence {fence} after {_lastFence}");
            _lastFence = fence.Value;
            var count = Count;
            await Task.Yield();
            Count = count + 1;
            Interlocked.Decrement(ref _inside);
        }
    }
}
