using CacheFleet.Caching.Reading;

namespace CacheFleet.Caching.Tests.Reading;

/// <summary>A read that ends when the test says so, once for each time it has begun.</summary>
internal sealed class HeldReader : IReader<long, string>
{
    private readonly List<TaskCompletionSource<Answer<string>>> _begun = [];

    public List<CancellationToken> Tokens { get; } = [];

    public int Begun => _begun.Count;

    public ValueTask<Answer<string>> ReadAsync(long id, CancellationToken cancellation)
    {
        var read = new TaskCompletionSource<Answer<string>>();
        lock (_begun)
        {
            _begun.Add(read);
            Tokens.Add(cancellation);
        }

        return new(read.Task);
    }

    public void End(int which, string value) =>
        _begun[which].SetResult(
            Answer.Stored(Loaded.Of(value, 1), TimeSpan.FromMinutes(1), bytes: 1));

    /// <summary>Ends it with a value whose fill an invalidation has voided.</summary>
    public void EndRefused(int which, string value) =>
        _begun[which].SetResult(Answer.Miss(Loaded.Of(value, 1), FillOutcome.LeaseRefused));

    public void Fail(int which, Exception error) => _begun[which].SetException(error);
}
