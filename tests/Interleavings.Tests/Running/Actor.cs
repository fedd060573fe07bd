using CacheFleet.Caching.Storing;

namespace CacheFleet.Interleavings.Tests.Running;

/// <summary>Somebody who takes steps, one at a time, when the scheduler says so.</summary>
internal abstract class Actor(string name, int index, Node node, World world)
{
    private static readonly AsyncLocal<Actor?> Running = new();

    /// <summary>Whose code is running.</summary>
    public static Actor Current => Running.Value
        ?? throw new InvalidOperationException("A step that nobody takes.");

    public string Name => name;

    public int Index => index;

    public Node Node => node;

    protected World World => world;

    /// <summary>What a read in flight must not fall short of; -1 when there is none.</summary>
    public long Floor { get; protected set; } = -1;

    public bool IsDead { get; private set; }

    public bool IsDone => IsDead || Life.IsCompleted;

    public Task Life { get; private set; } = Task.CompletedTask;

    public void Start() => Life = LiveAsync();

    public void Die() => IsDead = true;

    protected abstract Task ActAsync();

    private async Task LiveAsync()
    {
        Running.Value = this;
        await ActAsync();
    }
}

internal sealed class Reader(string name, int index, Node node, World world, int reads)
    : Actor(name, index, node, world)
{
    protected override async Task ActAsync()
    {
        for (var i = 0; i < reads; i++)
        {
            await World.ParkAsync(StepKind.Begin, 0, static () => 0L);
            Floor = World.Returned;
            try
            {
                World.Judge(this, await Node.ReadAsync());
            }
            catch (OriginFailedException)
            {
                // Right: whoever asked hears of the origin's failure.
            }
            Floor = -1;
        }
    }
}

internal sealed class Writer(string name, int index, Node node, World world)
    : Actor(name, index, node, world)
{
    /// <summary>What it has committed; 0 before.</summary>
    public long Committed { get; private set; }

    /// <summary>Committed, and not returned: the time in which its death matters.</summary>
    public bool Owes => Committed > 0 && !IsDone;

    protected override async Task ActAsync()
    {
        Committed = await World.ParkAsync(StepKind.Commit, 0, World.Commit);
        var version = await World.HearAsync(Committed);
        await World.TellAsync(Node, version);
    }
}

/// <summary>The log's consumer: repeats one writer's invalidation at any time after the commit.</summary>
internal sealed class Log(string name, int index, Node node, World world, Writer of)
    : Actor(name, index, node, world)
{
    public bool MayBegin => of.Committed > 0;

    protected override async Task ActAsync()
    {
        await World.ParkAsync(StepKind.Begin, 0, static () => 0L);
        var version = of.Committed;
        while (await Node.InvalidateAsync(version) != StoreTrouble.None)
        {
            // The log's consumer applies an event until it is applied.
        }
        World.HasReturned(version);
    }
}
