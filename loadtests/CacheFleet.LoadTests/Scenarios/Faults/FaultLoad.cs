using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using CacheFleet.LoadTests.Histories;

namespace CacheFleet.LoadTests.Scenarios.Faults;

/// <summary>
/// Users who read and write the same products at the fleet's address whatever happens to it; each
/// does one thing after another and gives up on an answer that does not come. Everything that they
/// did and were told goes into the history.
/// </summary>
internal sealed class FaultLoad : IAsyncDisposable
{
    private const int Readers = 12;
    private const int Writers = 6;

    private static readonly TimeSpan AnswersWithin = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan ReaderRests = TimeSpan.FromMilliseconds(15);
    private static readonly TimeSpan WriterRests = TimeSpan.FromMilliseconds(40);

    // A connection stays with its replica: new ones, now and then, reach those who came back.
    private static readonly TimeSpan ConnectionLives = TimeSpan.FromSeconds(2);

    private readonly HttpClient _http = new(
        new SocketsHttpHandler { PooledConnectionLifetime = ConnectionLives })
    {
        Timeout = AnswersWithin,
    };

    private readonly Uri _target;
    private readonly ProductRange _products;
    private readonly int _seed;
    private CancellationTokenSource _running = new();
    private Task _clients = Task.CompletedTask;
    private int _price;
    private long _requests;
    private long _failed;
    private long _writes;

    public FaultLoad(Uri target, ProductRange products, int seed) =>
        (_target, _products, _seed) = (target, products, seed);

    /// <summary>Of the round: every round begins with a fleet in which all is well.</summary>
    public History History { get; private set; } = new();

    /// <summary>What each acknowledged version was to contain.</summary>
    public ConcurrentDictionary<(int Key, long Version), int> Acknowledged { get; } = new();

    public long Requests => Interlocked.Read(ref _requests);

    public long Failed => Interlocked.Read(ref _failed);

    public long Writes => Interlocked.Read(ref _writes);

    /// <summary>Begins a round with the rows as they are now.</summary>
    public void Start(IReadOnlyDictionary<int, long> versions)
    {
        History = new History();
        Acknowledged.Clear();
        foreach (var (key, version) in versions) History.Begin(key, version);
        _running.Dispose();
        _running = new CancellationTokenSource();
        var clients = Enumerable.Range(0, Readers + Writers).Select(id => Task.Run(
            () => WorkAsync(id, new Random(HashCode.Combine(_seed, id)), _running.Token)));
        _clients = Task.WhenAll(clients);
    }

    /// <summary>Returns when every client has had its last answer.</summary>
    public async Task StopAsync()
    {
        await _running.CancelAsync();
        await _clients;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _running.Dispose();
        _http.Dispose();
    }

    // The end takes no request away: an answer that is thrown away would be a write in doubt.
    private async Task WorkAsync(int id, Random chance, CancellationToken running)
    {
        while (!running.IsCancellationRequested)
        {
            var key = chance.Next(_products.Count);
            var isWrite = id >= Readers;
            Interlocked.Increment(ref _requests);
            if (!(isWrite ? await WriteAsync(id, key) : await ReadAsync(id, key)))
                Interlocked.Increment(ref _failed);
            await Task.Delay(isWrite ? WriterRests : ReaderRests, running)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<bool> ReadAsync(int client, int key)
    {
        var start = Stopwatch.GetTimestamp();
        var (status, version) = await SendAsync(HttpMethod.Get, key, content: null);
        if (status != HttpStatusCode.OK || version is not { } seen) return false;
        Note(client, key, OperationKind.Read, start, seen);
        return true;
    }

    private async Task<bool> WriteAsync(int client, int key)
    {
        var price = Interlocked.Increment(ref _price);
        using var content = JsonContent.Create(
            new { name = "written under faults", category = 1, priceCents = price, stock = 1 });
        var start = Stopwatch.GetTimestamp();
        var (status, version) = await SendAsync(HttpMethod.Put, key, content);
        if (status == HttpStatusCode.OK && version is { } made)
        {
            Acknowledged[(key, made)] = price;
            Interlocked.Increment(ref _writes);
            Note(client, key, OperationKind.Write, start, made);
            return true;
        }

        // A refusal for the row's sake says that nothing was written; anything else says nothing.
        if (status != HttpStatusCode.Conflict) Note(client, key, OperationKind.Doubtful, start, 0);
        return false;
    }

    private async Task<(HttpStatusCode? Status, long? Version)> SendAsync(
        HttpMethod method, int key, HttpContent? content)
    {
        using var request = new HttpRequestMessage(method, new Uri(_target, _products.PathOf(key)));
        request.Content = content;
        try
        {
            using var answer = await _http.SendAsync(request);
            return (answer.StatusCode, answer.Headers.ETag?.Tag.Trim('"') is ['v', .. var digits]
                ? long.Parse(digits, CultureInfo.InvariantCulture)
                : null);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            return (null, null);
        }
    }

    private void Note(int client, int key, OperationKind kind, long start, long version) =>
        History.Add(new Operation(client, key, kind, start, Stopwatch.GetTimestamp(), version));
}

/// <summary>Neighbouring products, by their place.</summary>
internal readonly record struct ProductRange(int First, int Count)
{
    public IEnumerable<int> Keys => Enumerable.Range(0, Count);

    public string IdOf(int key) => (First + key).ToString(CultureInfo.InvariantCulture);

    public string PathOf(int key) => $"/products/{IdOf(key)}";
}
