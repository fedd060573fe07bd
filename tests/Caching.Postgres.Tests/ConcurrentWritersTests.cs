using System.Globalization;
using CacheFleet.Caching.Postgres.Outbox;
using CacheFleet.Testing;

namespace CacheFleet.Caching.Postgres.Tests;

public sealed class ConcurrentWritersTests(PostgresServer server)
{
    private const int Writers = 16;
    private const int Seed = 20_240_607;

    // 2,000 transactions in a usual run; CACHEFLEET_TRANSACTIONS=200000 for the figure.
    private static readonly int WritesEach = int.Parse(
        Environment.GetEnvironmentVariable("CACHEFLEET_TRANSACTIONS") ?? "2000",
        CultureInfo.InvariantCulture) / Writers;

    [Fact]
    public async Task Of_transactions_that_commit_in_any_order_each_is_read_exactly_once()
    {
        await using var outbox = await OutboxFixture.CreateAsync(server);
        await using var session = await outbox.OpenAsync();
        var naive = new NaiveReader(outbox.DataSource);
        var read = new List<string>();
        var naiveRead = new List<string>();
        var at = OutboxPosition.Start;

        var writers = Task.WhenAll(
            Enumerable.Range(0, Writers).Select(id => WriteAsync(outbox, id)));
        for (var last = false; !last;)
        {
            last = writers.IsCompleted;
            var batch = await session.ReadAsync(at, 10_000);
            at = batch.End;
            read.AddRange(batch.Entries.Select(entry => entry.Change.Key));
            naiveRead.AddRange(await naive.ReadNewAsync());
        }

        await writers;
        Assert.Equal(Writers * WritesEach, read.Count);
        Assert.Equal(Writers * WritesEach, read.Distinct().Count());

        // The zero above counts only because the danger was there: the naive reader fell into it.
        Assert.True(naiveRead.Count < Writers * WritesEach, "The naive reader skipped nothing.");
        TestContext.Current.SendDiagnosticMessage(
            "Of {0} events the naive reader skipped {1}.",
            Writers * WritesEach, Writers * WritesEach - naiveRead.Count);
    }

    private static async Task WriteAsync(OutboxFixture outbox, int id)
    {
        var random = new Random(Seed + id);
        for (var number = 0; number < WritesEach; number++)
        {
            await using var write = await outbox.BeginAsync();
            await write.WriteAsync(OutboxFixture.Change(
                string.Create(CultureInfo.InvariantCulture, $"{id}/{number}"), 1));
            if (random.Next(4) == 0)
                await Task.Delay(random.Next(12));
            await write.Transaction.CommitAsync();
        }
    }
}
