namespace CacheFleet.LoadTests.Scenarios.FailedWrite;

/// <summary>
/// One product: a writer counts its price up, whether or not the last write was acknowledged, a reader reads all the
/// time; after each round, when all is quiet, what is read is compared with the row.
/// </summary>
internal sealed class PriceTrial(PriceDoor door, WaySeries series, Random chance, double faults)
{
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
        _price ??= (await door.QuietAsync(ct)).Row;
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
        var acknowledged = await door.WriteAsync(price, fault);
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
            var price = await door.ReadAsync();
            series.CountRead(backwards: price < _highest);
            _highest = Math.Max(_highest, price);
            _readsByPrice[price] = _readsByPrice.GetValueOrDefault(price) + 1;
            await Task.Delay(BetweenReads, CancellationToken.None);
        }
    }
}
