namespace CacheFleet.Protocol.Node.Keeping;

/// <summary>One writer of a key at a time; keys share a fixed number of locks.</summary>
internal sealed class KeyLocks
{
    private const int Stripes = 256;

    private readonly SemaphoreSlim[] _locks =
        [.. Enumerable.Range(0, Stripes).Select(_ => new SemaphoreSlim(1, 1))];

    public async ValueTask<T> HoldAsync<T>(string key, Func<ValueTask<T>> work)
    {
        var one = _locks[(uint)key.GetHashCode(StringComparison.Ordinal) % Stripes];
        await one.WaitAsync();
        try
        {
            return await work();
        }
        finally
        {
            one.Release();
        }
    }
}
