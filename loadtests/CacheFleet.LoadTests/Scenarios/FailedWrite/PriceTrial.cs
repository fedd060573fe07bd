using System.Diagnostics;

namespace CacheFleet.LoadTests.Scenarios.FailedWrite;

/// <summary>
/// One product: a writer counts its price up, whether or not the last write was acknowledged, a
/// reader reads all the
/// time; after each round, when all is quiet, what is read is compared with the row.
/// </summary>
internal sealed class PriceTrial(
    PriceDoor door, WaySeries series, int product, Random chance, double faults)
{
    private const int WritingClient = 1;
    private const int ReadingClient = 2;
    private const string LostAnswer = "lost-answer";

    private static readonly string[] Kinds = ["refused", "lost-request", LostAnswer];
    private static readonly TimeSpan BetweenReads = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan BetweenWrites = TimeSpan.FromMilliseconds(5);

    private readonly Dictionary<int, int> _readsByPrice = [];
    private readonly HashSet<int> _neverCommitted = [];
    private int? _price;
    private int _acknowledged;
    private int _highest;

    public async Task RunAsync(int writes, CancellationToken ct)
    {
        if (_price is null)
        {
            _price = (await door.QuietAsync(ct)).Row;
            series.History.Begin(product, _price.Value);
        }
        using var written = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var reading = ReadOnAsync(written.Token);
        for (var write = 0; write < writes && !ct.IsCancellationRequested; write++)
        {
            await WriteAsync(_price.Value + 1);
            _price++;
            await Task.Delay(BetweenWrites, CancellationToken.None);
        }
        await written.CancelAsync();
        await reading;
        ct.ThrowIfCancellationRequested();
        var (price, row) = await door.QuietAsync(ct);
        series.CountQuiet(diverged: price != row, lost: row < _acknowledged);
    }

    /// <summary>Counts the reads of prices that turned out never to have been committed.</summary>
    public void Judge() => series.CountPhantoms(
        _neverCommitted.Sum(price => (long)_readsByPrice.GetValueOrDefault(price)));

    public Task ForgetAsync() => door.ForgetAsync();

    private async Task WriteAsync(int price)
    {
        var fault = chance.NextDouble() < faults ? Kinds[chance.Next(Kinds.Length)] : null;
        var begun = Stopwatch.GetTimestamp();
        var acknowledged = await door.WriteAsync(price, fault);
        series.History.Write(WritingClient, product, begun, acknowledged ? price : null);
        series.CountWrite(acknowledged, faulty: fault is not null);
        if (acknowledged)
            _acknowledged = price;
        else if (fault is not null and not LostAnswer)
            _neverCommitted.Add(price);
    }

    private async Task ReadOnAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            var begun = Stopwatch.GetTimestamp();
            var price = await door.ReadAsync();
            series.History.Read(ReadingClient, product, begun, price);
            series.CountRead(backwards: price < _highest);
            _highest = Math.Max(_highest, price);
            _readsByPrice[price] = _readsByPrice.GetValueOrDefault(price) + 1;
            await Task.Delay(BetweenReads, CancellationToken.None);
        }
    }
}
