namespace CacheFleet.LocalServers;

/// <summary>Servers that end together, the last one first.</summary>
public sealed class ServerGroup : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> _members = [];

    /// <summary>Starts one; it ends with the group even if it never got ready.</summary>
    public async Task<T> StartAsync<T>(T server)
        where T : Server
    {
        await Keep(server).InitializeAsync();
        return server;
    }

    public T Keep<T>(T member)
        where T : IAsyncDisposable
    {
        lock (_members) _members.Add(member);
        return member;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var member in _members.AsEnumerable().Reverse()) await member.DisposeAsync();
    }
}
