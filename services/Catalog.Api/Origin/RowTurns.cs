using CacheFleet.Catalog.Api.Http;

namespace CacheFleet.Catalog.Api.Origin;

/// <summary>Writers of one row queue here, in this process, and not each with a connection of its own.</summary>
/// <remarks>
/// A herd of writers of one hot row would otherwise hold every connection of the pool while it waits for the row's
/// lock: loads, of this row and of all others, then wait behind it, and the database wakes the whole queue at each
/// commit. The row's lock still decides between processes.
/// </remarks>
internal sealed class RowTurns
{
    /// <summary>Who waits longer is told of the conflict: as long as for the row's lock itself.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly Dictionary<long, Line> _lines = [];

    /// <summary>Waits for this row's turn; dispose it when the change is committed.</summary>
    /// <exception cref="ProblemException">Others have changed it for too long (409).</exception>
    public async Task<IDisposable> TakeAsync(long id, CancellationToken cancellation)
    {
        Line line;
        lock (_lines)
        {
            if (!_lines.TryGetValue(id, out line!))
                _lines.Add(id, line = new Line(this, id));
            line.Waiting++;
        }
        try
        {
            return await line.Turn.WaitAsync(Patience, cancellation)
                ? line
                : throw ProblemException.Conflict("Other changes of this row are under way. Try again.");
        }
        catch
        {
            Leave(line);
            throw;
        }
    }

    private void Leave(Line line)
    {
        lock (_lines)
        {
            if (--line.Waiting == 0)
                _lines.Remove(line.Id);
        }
    }

    private sealed class Line(RowTurns turns, long id) : IDisposable
    {
        public long Id => id;

        public int Waiting { get; set; }

        public SemaphoreSlim Turn { get; } = new(1);

        public void Dispose()
        {
            Turn.Release();
            turns.Leave(this);
        }
    }
}
