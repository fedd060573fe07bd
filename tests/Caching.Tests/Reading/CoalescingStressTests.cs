using CacheFleet.Caching.Reading;

namespace CacheFleet.Caching.Tests.Reading;

public sealed class CoalescingStressTests
{
    // Mutant: TryBoard raises the count without looking whether everyone has left.
    [Fact]
    public async Task Nobody_who_stays_is_ever_cancelled_however_many_others_leave()
    {
        var coalescing = new Coalescing<long, string>(new SlowReader());
        var stayed = await Task.WhenAll(Enumerable.Range(0, 8).Select(
            worker => Task.Run(() => ReadManyAsync(coalescing, worker))));

        Assert.All(stayed, count => Assert.Equal(500, count));
    }

    private static async Task<int> ReadManyAsync(Coalescing<long, string> coalescing, int worker)
    {
        var chance = new Random(worker);
        var stayed = 0;
        while (stayed < 500)
        {
            if (chance.Next(2) == 0)
            {
                stayed += (await coalescing.ReadAsync(1, default)).IsPresent ? 1 : 0;
                continue;
            }

            using var impatient = new CancellationTokenSource();
            var read = coalescing.ReadAsync(1, impatient.Token);
            if (chance.Next(2) == 0)
                await Task.Yield();
            await impatient.CancelAsync();
            await Task.WhenAny(read.AsTask());
        }

        return stayed;
    }

    private sealed class SlowReader : IReader<long, string>
    {
        public async ValueTask<Answer<string>> ReadAsync(long id, CancellationToken cancellation)
        {
            for (var step = 0; step < 3; step++)
            {
                await Task.Yield();
                cancellation.ThrowIfCancellationRequested();
            }

            return Answer.Miss(Loaded.Of("value", 1), FillOutcome.Stored);
        }
    }
}
